package dev.penstock.citus.catalog;

import static dev.penstock.citus.failure.CitusErrorCode.CONNECTION_IN_USE;

import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A read-only transaction in which neither the session's settings nor its search path matter. Closing it ends the
 * transaction, which takes the settings with it, and leaves the connection as it was.
 */
final class Reading implements AutoCloseable {

    private final Connection connection;
    private final int isolation;
    private final boolean readOnly;

    private Reading(Connection connection) throws SQLException {
        this.connection = connection;
        this.isolation = connection.getTransactionIsolation();
        this.readOnly = connection.isReadOnly();
    }

    static Reading begin(Connection connection) throws SQLException {
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
            return reading;
        } catch (SQLException e) {
            reading.close();
            throw e;
        }
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
