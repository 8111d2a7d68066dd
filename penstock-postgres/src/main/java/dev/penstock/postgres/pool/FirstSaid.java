package dev.penstock.postgres.pool;

import dev.penstock.postgres.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** Connections on which something is said before anything else. */
public final class FirstSaid {

    private FirstSaid() {}

    /** Those of the server, each after one statement more when that is wanted by then. */
    public static DataSource on(DataSource server, Sql first, BooleanSupplier wanted) {
        return Opened.by(
                () -> wanted.getAsBoolean() ? said(server.getConnection(), first) : server.getConnection(), server);
    }

    private static Connection said(Connection connection, Sql first) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(first.text());
            return connection;
        } catch (SQLException lost) {
            connection.close();
            throw lost;
        }
    }
}
