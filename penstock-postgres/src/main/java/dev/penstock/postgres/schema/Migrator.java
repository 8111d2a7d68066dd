package dev.penstock.postgres.schema;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.sql.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings the schema to the version of this build, one transaction per script, one process at a time. */
public final class Migrator {

    private final Connection connection;
    private final TenantType tenantType;
    private final Consumer<String> progress;
    private final Sql find;
    private final Sql applied;
    private final Sql lock;
    private final Sql forgetCopies;

    /** Uses the connection, which is in autocommit before and after, and does not close it. */
    public Migrator(Connection connection, TenantType tenantType, Consumer<String> progress) {
        this.connection = connection;
        this.tenantType = tenantType;
        this.progress = progress;
        var statements = new Statements(tenantType);
        this.find = statements.statement("schema/find");
        this.applied = statements.statement("schema/applied");
        this.lock = statements.statement("schema/lock");
        this.forgetCopies = statements.statement("schema/forget_copies");
    }

    /**
     * Cost: three look-ups when the schema is current, and no right to change it is needed then. Errors: applied by a
     * newer build → {@code PEN-3006}; an applied script has changed → {@code PEN-3007}; may not create it →
     * {@code PEN-3008}; installed with another tenant type → {@code PEN-3009}.
     */
    public void migrate() throws SQLException {
        for (var next = pending(); next != null; next = pending()) {
            var script = next;
            try {
                Transaction.on(connection, () -> apply(script));
            } catch (SQLException refused) {
                throw explained(refused);
            }
        }
    }

    /** The first script that is not applied yet, after checking those that are. */
    private @Nullable SchemaScript pending() throws SQLException {
        try (var look = find.on(connection);
                var found = look.query()) {
            found.next();
            if (!found.getBoolean("installed")) {
                return SchemaScript.ALL.getFirst();
            }
            checkTenantType(found.getString("tenant_type"));
        }
        var versions = applied();
        for (int at = 0; at < versions.size(); at++) {
            check(versions.get(at), at);
        }
        return versions.size() < SchemaScript.ALL.size() ? SchemaScript.ALL.get(versions.size()) : null;
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

    private static void check(Applied applied, int at) {
        if (applied.version() > Schema.version()) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_TOO_NEW,
                    "the schema is at version " + applied.version() + " (" + applied.name() + "), this build knows "
                            + Schema.version() + "; use the newer Penstock that migrated it");
        }
        var script = SchemaScript.ALL.get(at);
        if (script.version() != applied.version() || script.checksum() != applied.checksum()) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_CHANGED,
                    "schema script " + applied.version() + " (" + applied.name() + ") was applied with another content"
                            + " than this build's; use the Penstock that applied it, or install into another database");
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
        try (var locked = lock.on(connection);
                var statement = connection.createStatement()) {
            locked.query().close();
            statement.execute(Schema.versions());
            if (applied().stream().anyMatch(applied -> applied.version() == script.version())) {
                return; // by another process, while this one waited for the lock
            }
            forgetCopies(statement);
            progress.accept("schema " + script.version() + ": " + script.name());
            long begun = System.nanoTime();
            statement.execute(tenantType.resolve(script.text()));
            statement.execute(Schema.applied(script, (System.nanoTime() - begun) / 1_000_000));
        }
    }

    /** What they were copied from may change; {@link Distribution} makes them again. */
    private void forgetCopies(Statement statement) throws SQLException {
        try (var look = forgetCopies.on(connection)) {
            for (var drop : look.texts()) {
                statement.execute(drop);
            }
        }
    }

    private static RuntimeException explained(SQLException refused) {
        if ("42501".equals(refused.getSQLState())) {
            return new PenstockException(
                    ErrorCode.SCHEMA_MISSING,
                    "the schema is not at version " + Schema.version()
                            + " and this user may not change it; grant create on the database, or run what"
                            + " 'penstock schema print' prints as a user who may",
                    refused);
        }
        return Trouble.coded("installing the schema", refused);
    }
}
