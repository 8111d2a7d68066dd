package dev.penstock.postgres.pool;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A source of connections that are opened in a way of its own. */
final class Opened {

    private Opened() {}

    @FunctionalInterface
    interface Way {
        Connection open() throws SQLException;
    }

    /** All but to open connections it leaves to the other. */
    static DataSource by(Way way, DataSource other) {
        return (DataSource) Proxy.newProxyInstance(
                Opened.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return way.open();
                    }
                    try {
                        return method.invoke(other, arguments);
                    } catch (InvocationTargetException wrapped) {
                        throw wrapped.getCause();
                    }
                });
    }
}
