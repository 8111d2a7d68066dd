package dev.penstock.citus.catalog;

import static dev.penstock.citus.failure.CitusErrorCode.CONNECTION_IN_USE;

import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * A read-only transaction in which neither the session's settings nor its search path matter. Closing it ends the
 * transaction, which takes the settings with it, and leaves the connection as it was.
 *
 * <p>Threads: one at a time per connection.
 */
public final class Reading implements AutoCloseable {

    /** PostgreSQL then writes every name in full. */
    public static final String CATALOGS_ALONE = "pg_catalog, pg_temp";

    private final Connection connection;
    private final int isolation;
    private final boolean readOnly;

    private Reading(Connection connection) throws SQLException {
        this.connection = connection;
        this.isolation = connection.getTransactionIsolation();
        this.readOnly = connection.isReadOnly();
    }

    /**
     * Begins the transaction.
     *
     * <p>Units: timeouts in milliseconds resolution, for each statement. Errors: the connection is in a transaction →
     * {@code PEN-6003}. Cost: two statements, a third one to end it.
     */
    public static Reading begin(
            Connection connection, String searchPath, Duration statementTimeout, Duration lockTimeout)
            throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new CitusException(
                    CONNECTION_IN_USE,
                    "the catalogs are read in a transaction of their own; pass a connection in auto-commit mode");
        }
        var reading = new Reading(connection);
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            Statement.named("session").run(connection, values(searchPath, statementTimeout, lockTimeout));
            return reading;
        } catch (SQLException e) {
            reading.close();
            throw e;
        }
    }

    /** The statement that makes the settings, for the rest of the transaction that it is sent in. */
    public static String settings(String searchPath, Duration statementTimeout, Duration lockTimeout) {
        return Statement.named("session").written(values(searchPath, statementTimeout, lockTimeout));
    }

    private static Map<String, String> values(String searchPath, Duration statementTimeout, Duration lockTimeout) {
        return Map.of(
                "search_path", searchPath,
                "statement_timeout", statementTimeout.toMillis() + "ms",
                "lock_timeout", lockTimeout.toMillis() + "ms");
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            connection.setReadOnly(readOnly);
            connection.setTransactionIsolation(isolation);
        }
    }
}
