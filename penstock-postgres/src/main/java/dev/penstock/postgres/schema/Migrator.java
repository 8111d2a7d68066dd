package dev.penstock.postgres.schema;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.sql.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings the schema to the version of this build, one transaction per script, one process at a time. */
public final class Migrator {

    private static final Duration LOCKS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEADLOCK = "40P01";
    private static final String UTF8 = "UTF8";

    private final Connection connection;
    private final TenantType tenantType;
    private final Consumer<String> progress;
    private final List<SchemaScript> scripts;
    private final Statements statements;
    private final Sql find;
    private final Sql applied;
    private final Sql lock;
    private final Functions functions;

    /** Uses the connection, which is in autocommit before and after, and does not close it. */
    public Migrator(Connection connection, TenantType tenantType, Consumer<String> progress) {
        this(connection, tenantType, progress, SchemaScript.ALL);
    }

    /** As a build whose scripts these are. */
    Migrator(Connection connection, TenantType tenantType, Consumer<String> progress, List<SchemaScript> scripts) {
        this.scripts = scripts;
        this.connection = connection;
        this.tenantType = tenantType;
        this.progress = progress;
        this.statements = new Statements(tenantType);
        this.find = statements.statement("schema/find");
        this.applied = statements.statement("schema/applied");
        this.lock = statements.statement("schema/lock");
        this.functions = new Functions(connection, statements, progress);
    }

    /**
     * Cost: three look-ups when the schema is current, and no right to change it is needed then. Errors: applied by a
     * newer build → {@code PEN-3006}; an applied script has changed → {@code PEN-3007}; may not create it →
     * {@code PEN-3008}; installed with another tenant type → {@code PEN-3009}; a database of another encoding than UTF-8 →
     * {@code PEN-3016}.
     */
    public void migrate() throws SQLException {
        for (var next = pending(); next != null; next = pending()) {
            applyPatiently(next);
        }
    }

    /** Again and again while others hold the locks that it needs, so that those behind it wait for a moment only. */
    private void applyPatiently(SchemaScript script) throws SQLException {
        var backoff = new Backoff(PATIENCE);
        while (true) {
            try {
                Transaction.on(connection, () -> apply(script));
                return;
            } catch (SQLException refused) {
                if (!isLocked(refused) || !backoff.pause()) {
                    throw explained(refused);
                }
            }
        }
    }

    private static boolean isLocked(SQLException refused) {
        return Trouble.of(refused) == Trouble.LOCKED || DEADLOCK.equals(refused.getSQLState());
    }

    /** The first script that is not applied yet, after checking those that are. */
    private @Nullable SchemaScript pending() throws SQLException {
        try (var look = find.on(connection);
                var found = look.query()) {
            found.next();
            if (!found.getBoolean("installed")) {
                checkEncoding(String.valueOf(found.getString("encoding")));
                return scripts.getFirst();
            }
            checkTenantType(found.getString("tenant_type"));
        }
        var versions = applied();
        for (int at = 0; at < versions.size(); at++) {
            check(versions.get(at), at);
        }
        return versions.size() < scripts.size() ? scripts.get(versions.size()) : null;
    }

    private record Applied(int version, String name, long checksum) {}

    private List<Applied> applied() throws SQLException {
        var versions = new ArrayList<Applied>();
        try (var look = applied.on(connection);
                var rows = look.query()) {
            while (rows.next()) {
                versions.add(new Applied(rows.getInt(1), rows.getString(2), rows.getLong(3)));
            }
        }
        return versions;
    }

    private void check(Applied applied, int at) {
        if (applied.version() > version()) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_TOO_NEW,
                    "the schema is at version " + applied.version() + " (" + applied.name() + "), this build knows "
                            + version() + "; use the newer Penstock that migrated it");
        }
        var script = scripts.get(at);
        if (script.version() != applied.version() || script.checksum() != applied.checksum()) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_CHANGED,
                    "schema script " + applied.version() + " (" + applied.name() + ") was applied with another content"
                            + " than this build's; use the Penstock that applied it, or install into another database");
        }
    }

    /** Names, payloads and failures may have any letters. */
    private static void checkEncoding(String encoding) {
        if (!encoding.equals(UTF8)) {
            throw new PenstockException(
                    ErrorCode.NOT_UNICODE,
                    "the encoding of this database is " + encoding + ", Penstock needs " + UTF8
                            + "; use another database (create database … encoding 'UTF8' template template0)");
        }
    }

    private void checkTenantType(@Nullable String installed) {
        if (installed != null && !installed.equals(tenantType.label())) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_TENANT_TYPE,
                    "this installation's tenants are of type " + installed + ", " + tenantType.label()
                            + " was asked for; ask for " + installed + ", the type cannot change after installation");
        }
    }

    private void apply(SchemaScript script) throws SQLException {
        boolean onCitus = Cluster.isThere(connection, statements);
        if (onCitus) {
            Cluster.of(connection, statements).requireCoordinator();
        }
        try (var locked = lock.on(connection);
                var statement = connection.createStatement()) {
            locked.query().close();
            statement.execute(Schema.versions());
            if (applied().stream().anyMatch(applied -> applied.version() == script.version())) {
                return; // by another process, while this one waited for the lock
            }
            statement.execute(
                    "set local citus.propagate_set_commands = 'local'"); // for the nodes to keep to it as well
            statement.execute("set local lock_timeout = " + LOCKS.toMillis());
            if (onCitus) {
                functions.sequentially();
                functions.forgetCopies();
            }
            progress.accept("schema " + script.version() + ": " + script.name());
            long begun = System.nanoTime();
            statement.execute(tenantType.resolve(script.text()));
            statement.execute(Schema.applied(script, (System.nanoTime() - begun) / 1_000_000));
        }
    }

    private int version() {
        return scripts.getLast().version();
    }

    private RuntimeException explained(SQLException refused) {
        if ("42501".equals(refused.getSQLState())) {
            return new PenstockException(
                    ErrorCode.SCHEMA_MISSING,
                    "the schema is not at version " + version()
                            + " and this user may not change it; grant create on the database, or run what"
                            + " 'penstock schema print' prints as a user who may",
                    refused);
        }
        return Trouble.coded("installing the schema", refused);
    }
}
