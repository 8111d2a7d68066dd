package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;

/** That what the journal says is durable is: a database may be set to answer commits before they are. */
public final class Durability {

    private static final String NOT = "off";

    private Durability() {}

    /**
     * Returns when commits over such a connection are durable; on Citus, when they are on every node that answers.
     *
     * <p>Errors: not so → {@code PEN-3014}.
     */
    public static void require(Connection connection, Statements statements, Shards shards) throws SQLException {
        try (var look = statements.statement("journal/durable").on(connection)) {
            if (NOT.equals(look.value(String.class))) {
                throw refused("this database");
            }
        }
        if (shards.exist()) {
            try (var look = statements.statement("journal/durable_on_nodes").on(connection);
                    var rows = look.query()) {
                if (rows.next()) {
                    throw refused("a node of this cluster");
                }
            }
        }
    }

    private static PenstockException refused(String where) {
        return new PenstockException(
                ErrorCode.NOT_DURABLE,
                where + " answers commits before they are durable: synchronous_commit is off for this user or database;"
                        + " set it to on (alter database … set synchronous_commit = on, or alter role)");
    }
}
