package dev.penstock.postgres.schema;

import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The distributed twins of the tables that have runs in them, and how rows come there. */
final class Twins {

    private final Connection connection;
    private final Statements statements;
    private final TenantType tenantType;

    Twins(Connection connection, Statements statements, TenantType tenantType) {
        this.connection = connection;
        this.statements = statements;
        this.tenantType = tenantType;
    }

    /** Before the keys of all runs. */
    MovedRun lowest() {
        return new MovedRun(lowestTenant(), new UUID(0, 0));
    }

    /** Quoted, without the schema; the runs first. */
    List<String> tables() throws SQLException {
        return names("move/tables");
    }

    /** The other tables, which are few and small. */
    List<String> others() throws SQLException {
        return names("move/others");
    }

    /** The statements that make the functions known to all nodes. */
    List<String> functions() throws SQLException {
        return names("move/functions");
    }

    List<String> dependents() throws SQLException {
        return names("move/dependents");
    }

    private List<String> names(String statement) throws SQLException {
        try (var look = statements.statement(statement).on(connection)) {
            return look.texts();
        }
    }

    /** The statements that make them, empty and not yet distributed. */
    List<String> definitions() throws SQLException {
        try (var look = statements.statement("move/twins").on(connection)) {
            return look.set("tables", tables().toArray(String[]::new)).texts();
        }
    }

    void begin() throws SQLException {
        try (var begin = statements.statement("move/begin").on(connection)) {
            begin.set("tenant", lowestTenant()).write();
        }
    }

    private String lowestTenant() {
        return switch (tenantType) {
            case TEXT -> "";
            case UUID -> new UUID(0, 0).toString();
            case BIGINT -> Long.toString(Long.MIN_VALUE);
        };
    }

    /** How far the copy has come. */
    record Progress(MovedRun after, long copied, long runs) {}

    Progress progress() throws SQLException {
        try (var look = statements.statement("move/progress").on(connection);
                var row = look.query()) {
            row.next();
            return new Progress(key(row.getString(1), row.getObject(2, UUID.class)), row.getLong(3), row.getLong(4));
        }
    }

    /** Gives each worker whose lease stands the same in each shard, so that none counts as dead where it has runs. */
    void spreadLeases() throws SQLException {
        var shards = Shards.of(connection, statements, tenantType).nodes().stream()
                .flatMap(node -> node.leases().stream())
                .toArray(String[]::new);
        try (var spread = statements.statement("move/leases").on(connection)) {
            spread.set("tenants", shards).write();
        }
    }

    /** Copies the next part in the transaction that is under way; false when there is none. */
    boolean copyNext(int runs) throws SQLException {
        var after = progress().after();
        var last = lastKey(after, runs);
        if (last == null) {
            return false;
        }
        int copied = 0;
        for (var table : tables()) {
            try (var copy = of("move/copy", table).on(connection)) {
                int written = copy.set("after_tenant", after.tenant())
                        .set("after_run", after.run())
                        .set("tenant", last.tenant())
                        .set("run", last.run())
                        .write();
                copied += table.equals("run") ? written : 0;
            }
        }
        try (var advance = statements.statement("move/advance").on(connection)) {
            advance.set("tenant", last.tenant())
                    .set("run", last.run())
                    .set("copied", copied)
                    .write();
        }
        return true;
    }

    private @Nullable MovedRun lastKey(MovedRun after, int runs) throws SQLException {
        try (var look = statements.statement("move/last_key").on(connection);
                var row = look.set("tenant", after.tenant())
                        .set("run", after.run())
                        .set("limit", runs)
                        .query()) {
            return row.next() ? key(row.getString(1), row.getObject(2, UUID.class)) : null;
        }
    }

    /** Copies runs that have changed once more, in the transaction that is under way; returns how many entries told so. */
    int settle(int limit) throws SQLException {
        int entries = 0;
        Set<MovedRun> changed = new LinkedHashSet<>();
        try (var take = statements.statement("move/late").on(connection);
                var rows = take.set("limit", limit).query()) {
            while (rows.next()) {
                entries++;
                changed.add(key(rows.getString(1), rows.getObject(2, UUID.class)));
            }
        }
        if (entries > 0) {
            for (var statement : List.of("move/forget", "move/again")) {
                for (var table : tables()) {
                    try (var call = of(statement, table).on(connection)) {
                        call.set("tenants", MovedRun.tenants(changed))
                                .set("runs", MovedRun.ids(changed))
                                .write();
                    }
                }
            }
        }
        return entries;
    }

    /** Copies what is running; nobody writes. */
    void copyRunning() throws SQLException {
        for (var table : tables()) {
            try (var copy = of("move/running", table).on(connection)) {
                copy.write();
            }
        }
    }

    /** A statement of which the name of a table is a part. */
    Sql of(String statement, String table) {
        var sql = statements.statement(statement);
        return new Sql(sql.text().replace("{table}", table), sql.parameters());
    }

    private static MovedRun key(@Nullable String tenant, @Nullable UUID run) {
        return new MovedRun(Objects.requireNonNull(tenant), Objects.requireNonNull(run));
    }
}
