package dev.penstock.postgres.schema;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The Citus cluster that a connection leads to, as far as it has to be for the schema to be changed.
 *
 * @param coordinator whether the connection is to the one node that may change it
 * @param synced whether every node that has shards knows the catalogs
 * @param copied whether functions have been copied for shards
 */
record Cluster(boolean coordinator, boolean synced, boolean copied) {

    /** Whether the database is part of one at all. */
    static boolean isThere(Connection connection, Statements statements) throws SQLException {
        try (var look = statements.statement("schema/on_citus").on(connection);
                var row = look.query()) {
            row.next();
            return row.getBoolean("citus");
        }
    }

    static Cluster of(Connection connection, Statements statements) throws SQLException {
        try (var look = statements.statement("schema/coordinates").on(connection);
                var row = look.query()) {
            row.next();
            return new Cluster(row.getBoolean("coordinator"), row.getBoolean("synced"), row.getBoolean("copied"));
        }
    }

    /** Errors: not the coordinator → {@code PEN-3012}. */
    void requireCoordinator() {
        if (!coordinator) {
            throw new PenstockException(
                    ErrorCode.CITUS_UNUSABLE,
                    "only the coordinator of a Citus cluster may change the schema; run"
                            + " 'penstock schema install --url <of the coordinator>'");
        }
    }

    /** Errors: a node with shards lacks the catalogs → {@code PEN-3012}. */
    void requireSynced() {
        if (!synced) {
            throw new PenstockException(
                    ErrorCode.CITUS_UNUSABLE,
                    "a node of the Citus cluster that has shards does not know the catalogs; run"
                            + " start_metadata_sync_to_all_nodes() on the coordinator");
        }
    }
}
