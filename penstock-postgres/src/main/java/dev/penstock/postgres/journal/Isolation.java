package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * That transactions see what is committed when each of their statements begins. The fence rests on it: a flush waits for
 * the worker's lock and then reads what a take-over has made of its runs meanwhile; with a snapshot from before the wait it would
 * write for runs that are another's.
 */
public final class Isolation {

    private static final String NEEDED = "read committed";

    private Isolation() {}

    /**
     * Returns when transactions of such a connection begin so.
     *
     * <p>Errors: not so → {@code PEN-3015}.
     */
    public static void require(Connection connection, Statements statements) throws SQLException {
        try (var look = statements.statement("journal/isolation").on(connection)) {
            var found = look.value(String.class);
            if (!NEEDED.equals(found)) {
                throw new PenstockException(
                        ErrorCode.NOT_READ_COMMITTED,
                        "transactions of this user begin at isolation level " + found + ", the store needs " + NEEDED
                                + "; set default_transaction_isolation for its user, or the isolation of its pool");
            }
        }
    }
}
