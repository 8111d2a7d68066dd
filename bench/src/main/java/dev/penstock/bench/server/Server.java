package dev.penstock.bench.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The one database server of a measurement, be it several machines' worth. Every contestant has a database of its own in it. */
public interface Server extends AutoCloseable {

    /** The JDBC address of a database of this server. */
    String url(String database);

    String user();

    String password();

    /** A database that exists from the start, for asking questions about the server. */
    String home();

    /** Whether the bench started this server for itself and may change its settings. */
    boolean owned();

    /** The folder that the data lies below, when it is on this machine and known. */
    Optional<Path> folder();

    /** The JDBC address of a database over whichever nodes there are, new connections to each of them in turn. */
    default String urlOfAllNodes(String database) {
        return url(database);
    }

    /** The servers that it is made of, a coordinator first; of one PostgreSQL, itself. */
    default List<? extends Server> nodes() {
        return List.of(this);
    }

    /** What to call it in a table. */
    default String title() {
        return "PostgreSQL";
    }

    @Override
    void close();

    default Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), user(), password());
    }

    /** Makes a database anew, with whatever a former one of that name held gone. */
    default void recreate(String database) throws SQLException {
        drop(database);
        execute("create database " + quoted(database));
    }

    default void drop(String database) throws SQLException {
        execute("drop database if exists " + quoted(database) + " with (force)");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = connect(home());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String database) {
        if (!database.matches("[a-z_0-9]{1,63}")) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "not a name for a database of the bench: %s", database));
        }
        return database;
    }
}
