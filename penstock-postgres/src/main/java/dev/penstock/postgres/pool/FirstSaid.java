package dev.penstock.postgres.pool;

import dev.penstock.postgres.sql.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections on which something is said before anything else. */
public final class FirstSaid {

    private FirstSaid() {}

    /** Those of the server, each after one statement more. */
    public static DataSource on(DataSource server, Sql first) {
        return (DataSource) Proxy.newProxyInstance(
                FirstSaid.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        var given = method.invoke(server, arguments);
                        return given instanceof Connection connection ? said(connection, first) : given;
                    } catch (InvocationTargetException wrapped) {
                        throw wrapped.getCause();
                    }
                });
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
