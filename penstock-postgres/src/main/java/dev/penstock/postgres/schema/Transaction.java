package dev.penstock.postgres.schema;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A transaction on a connection that is in autocommit before and after; taken back as a whole when its work throws. */
final class Transaction {

    private Transaction() {}

    /** What is done in it, and what it found. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T carryOut() throws SQLException;
    }

    /** The same, where there is nothing to be found. */
    @FunctionalInterface
    interface Step {
        void carryOut() throws SQLException;
    }

    static void on(Connection connection, Step step) throws SQLException {
        find(connection, () -> {
            step.carryOut();
            return null;
        });
    }

    static <T extends @Nullable Object> T find(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean committed = false;
        try {
            var found = work.carryOut();
            connection.commit();
            committed = true;
            return found;
        } finally {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }
}
