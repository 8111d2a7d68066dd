package dev.penstock.postgres;

import dev.penstock.postgres.cluster.CitusCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * An empty database of one test, dropped when closed, whoever is still connected to it.
 *
 * <p>Cost: about 50 ms to create, on Citus about 200 ms.
 */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger CREATED = new AtomicInteger();

    private final String jdbcUrl;
    private final String user;
    private final String password;
    private final Supplier<List<String>> nodes;
    private final Runnable drop;

    private TestDatabase(String jdbcUrl, String user, String password, Supplier<List<String>> nodes, Runnable drop) {
        this.nodes = nodes;
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
        this.drop = drop;
    }

    /** A database on the server that all tests of this JVM share. */
    public static TestDatabase create() {
        return create(TestServer.shared());
    }

    /** A database on a server of the test's own, see {@link TestServer#dedicated}. */
    public static TestDatabase create(TestServer server) {
        String name = "test_" + CREATED.incrementAndGet();
        execute(server, "create database " + name);
        return new TestDatabase(
                server.jdbcUrl(name),
                server.user(),
                server.password(),
                () -> List.of(server.jdbcUrl(name)),
                () -> execute(server, "drop database if exists " + name + " with (force)"));
    }

    /** The database of a cluster, emptied: it is one for all tests, one after the other, since making one takes long. */
    public static TestDatabase create(CitusCluster cluster) {
        var database = new TestDatabase(cluster.url(), cluster.user(), cluster.password(), cluster::urls, () -> {});
        try (var connection = database.connect()) {
            empty(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the cluster's database cannot be emptied", e);
        }
        return database;
    }

    private static void empty(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("drop schema if exists penstock_before, penstock_move, penstock cascade");
            try (var tables = statement.executeQuery(
                    "select format('drop table public.%I cascade', tablename) from pg_tables where schemaname = 'public'")) {
                while (tables.next()) {
                    try (var drop = connection.createStatement()) {
                        drop.execute(tables.getString(1));
                    }
                }
            }
        }
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    /** The URL of each node on Citus, else the one. */
    List<String> nodes() {
        return nodes.get();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    @Override
    public void close() {
        drop.run();
    }

    private static void execute(TestServer server, String sql) {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed", e);
        }
    }
}
