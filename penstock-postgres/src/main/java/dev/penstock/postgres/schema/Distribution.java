package dev.penstock.postgres.schema;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.sql.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the schema lies on a Citus cluster: tables that have a tenant are distributed by it and colocated, the others are
 * whole on every node, and the functions that write are called where the shard is.
 */
public final class Distribution {

    private final Connection connection;
    private final TenantType tenantType;
    private final Consumer<String> progress;
    private final Statements statements;
    private final Functions functions;

    /** Uses the connection, which is in autocommit before and after, and does not close it. */
    public Distribution(Connection connection, TenantType tenantType, Consumer<String> progress) {
        this.connection = connection;
        this.tenantType = tenantType;
        this.progress = progress;
        this.statements = new Statements(tenantType);
        this.functions = new Functions(connection, statements, progress);
    }

    /** A table and how it lies. */
    private record Place(
            String table, boolean byTenant, boolean distributed, boolean reference, int colocation, boolean filled) {
        boolean isRight(Place first) {
            // Of the first itself this asks only whether it is distributed.
            return byTenant ? distributed && colocation == first.colocation : reference;
        }
    }

    /** Whether the database is part of a Citus cluster. */
    public boolean onCitus() throws SQLException {
        return Cluster.isThere(connection, statements);
    }

    /** Whether there are runs that are not on shards yet, on which the store works as on one PostgreSQL. */
    public boolean awaitsMove() throws SQLException {
        var places = places();
        return !places.getFirst().distributed() && places.stream().anyMatch(Place::filled);
    }

    /**
     * Distributes what is not distributed yet and has no rows, and routes functions that scripts have made since.
     *
     * @param anchor as in {@link #distribute}
     *
     * <p>Cost: four look-ups when there is nothing to do, and no right to change the schema is needed then. Errors: a
     * table with rows is not distributed → {@code PEN-3010}; a node with shards lacks the catalogs, or the connection is
     * not to the coordinator → {@code PEN-3012}.
     */
    public void complete(@Nullable String anchor) throws SQLException {
        var places = places();
        var wrong = places.stream()
                .filter(place -> !place.isRight(places.getFirst()))
                .toList();
        for (var place : wrong) {
            if (place.filled()) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_NOT_DISTRIBUTED,
                        "the database is on Citus and " + place.table() + ", which has rows, is not "
                                + (place.byTenant() ? "distributed by tenant" : "a reference table")
                                + "; run 'penstock schema upgrade --url <of the coordinator>', which moves the rows");
            }
        }
        if (!wrong.isEmpty() || anchor != null) {
            distribute(anchor);
            return;
        }
        var cluster = cluster();
        cluster.requireSynced();
        if (cluster.coordinator() && !(cluster.copied() && functions.areRouted())) {
            distribute(null);
        }
    }

    /**
     * Distributes what is not distributed yet, in one transaction; rows that are there are moved to their shards, and
     * writes wait meanwhile. Then copies the functions of the hot path for each shard there is, which nobody waits for.
     *
     * @param anchor a distributed table of the application that the tenants' shards are to lie beside, null for none
     *
     * <p>Errors: the anchor is not distributed, or by a column of another type, or the tables lie elsewhere already →
     * {@code PEN-3011}; not the coordinator → {@code PEN-3012}.
     */
    public void distribute(@Nullable String anchor) throws SQLException {
        layTables(anchor);
        cluster().requireCoordinator();
        inTransaction(functions::copy);
    }

    /** The part of it before the copying, without which all is right as well, and slower. */
    void layTables(@Nullable String anchor) throws SQLException {
        cluster().requireSynced();
        inTransaction(() -> distributeTables(anchor));
    }

    private void inTransaction(Transaction.Step part) throws SQLException {
        try {
            Transaction.on(connection, () -> {
                lock();
                part.carryOut();
            });
        } catch (SQLException refused) {
            throw Trouble.coded("distributing the schema", refused);
        }
    }

    /** One process at a time. */
    private void lock() throws SQLException {
        try (var lock = statements.statement("schema/lock").on(connection)) {
            lock.query().close();
        }
    }

    private void distributeTables(@Nullable String anchor) throws SQLException {
        var first = places().getFirst();
        if (anchor != null && colocationOf(anchor) != first.colocation() && first.distributed()) {
            throw refused(
                    anchor,
                    "is not where Penstock's tables lie already",
                    "leave them there, or move them with update_distributed_table_colocation");
        }
        var placed = place(anchor, place -> true);
        if (!placed.isEmpty()) {
            for (var table : placed) {
                empty(table);
            }
            functions.route();
            becomeSharded();
        } else if (!functions.areRouted()) {
            cluster().requireCoordinator();
            progress.accept("routing functions");
            functions.route();
        }
    }

    /** Returns the tables that were not right. */
    private List<String> place(@Nullable String anchor, Predicate<Place> which) throws SQLException {
        var places = places();
        var first = places.getFirst();
        var wrong = places.stream()
                .filter(place -> !place.isRight(first))
                .filter(which)
                .toList();
        if (!wrong.isEmpty()) {
            cluster().requireCoordinator();
            // One connection to each node from here on, so that all of it can be one transaction.
            run(statements.statement("schema/sequential"));
        }
        for (var place : wrong) {
            progress.accept("distributing " + place.table());
            if (place.byTenant()) {
                distribute(place.table(), place.equals(first) ? anchor == null ? "none" : anchor : first.table());
            } else {
                call("schema/reference", place.table());
            }
        }
        return wrong.stream().map(Place::table).toList();
    }

    /** Removes the rows of a table that were copied to other nodes; waits until nobody looks into it. */
    void empty(String table) throws SQLException {
        call("schema/emptied", table);
    }

    /** The part of {@link #distribute} that nobody may write beside, when the runs are on their shards. */
    void distributeBesideRuns() throws SQLException {
        place(null, place -> !place.table().equals("penstock.schema_version"));
        functions.letPlan();
        becomeSharded();
    }

    private void becomeSharded() throws SQLException {
        run(statements.statement("schema/sharded"));
    }

    void distribute(String table, String anchor) throws SQLException {
        try (var call = statements.statement("schema/distribute").on(connection)) {
            call.set("table", table).set("anchor", anchor).query().close();
        }
    }

    private void call(String statement, String table) throws SQLException {
        try (var call = statements.statement(statement).on(connection)) {
            call.set("table", table).query().close();
        }
    }

    private void run(Sql sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql.text());
        }
    }

    /**
     * Returns when the tables can be colocated with the anchor.
     *
     * <p>Errors: it is not distributed by a column, or by one of another type than the tenants' → {@code PEN-3011}.
     */
    public void checkAnchor(String anchor) throws SQLException {
        colocationOf(anchor);
    }

    private int colocationOf(String anchor) throws SQLException {
        try (var look = statements.statement("schema/anchor").on(connection);
                var row = look.set("table", anchor).query()) {
            row.next();
            if (!row.getBoolean("distributed")) {
                throw refused(anchor, "is not a table that is distributed by a column", "distribute it first");
            }
            var type = Objects.requireNonNull(row.getString("column_type"));
            if (!type.equals(tenantType.label())) {
                throw refused(
                        anchor,
                        "is distributed by " + row.getString("column_name") + " of type " + type
                                + ", and this installation's tenants are " + tenantType.label(),
                        "install with --tenant-type " + type + ", if that is one of text, uuid and bigint");
            }
            return row.getInt("colocation");
        }
    }

    private static PenstockException refused(String anchor, String why, String what) {
        return new PenstockException(
                ErrorCode.COLOCATION_REFUSED, "cannot colocate with " + anchor + ": it " + why + "; " + what);
    }

    private List<Place> places() throws SQLException {
        var places = new ArrayList<Place>();
        try (var look = statements.statement("schema/places").on(connection);
                var rows = look.query()) {
            while (rows.next()) {
                places.add(new Place(
                        rows.getString("name"),
                        rows.getBoolean("by_tenant"),
                        rows.getBoolean("distributed"),
                        rows.getBoolean("reference"),
                        rows.getInt("colocation"),
                        rows.getBoolean("filled")));
            }
        }
        return places;
    }

    /** That the schema can be changed from here. Errors: not so → {@code PEN-3012}. */
    void requireReady() throws SQLException {
        var cluster = cluster();
        cluster.requireCoordinator();
        cluster.requireSynced();
    }

    private Cluster cluster() throws SQLException {
        return Cluster.of(connection, statements);
    }
}
