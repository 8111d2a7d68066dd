package dev.penstock.postgres;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the tests, below {@code target/}. Its folder outlives the test JVM, so that only the first one after a
 * clean build pays for initialising it; JVMs that run at the same time take different folders.
 */
public final class TestServer implements AutoCloseable {

    private static final EmbeddedOptions OPTIONS = EmbeddedOptions.defaults().withSetting("max_connections", "300");

    private EmbeddedPostgres embedded;

    private TestServer(EmbeddedPostgres embedded) {
        this.embedded = embedded;
    }

    /** The server of this JVM, started when first asked for and stopped when the JVM ends. */
    public static TestServer shared() {
        return Shared.SERVER;
    }

    /** A server of the test's own, which it may kill, pause and restart, and must close. Cost: about 0.3 s. */
    public static TestServer dedicated() {
        return open("dedicated");
    }

    public String user() {
        return embedded.user();
    }

    public String password() {
        return embedded.password();
    }

    /** The same before and after a restart. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + embedded.port() + "/" + database;
    }

    /** A connection to the database {@code postgres}. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl("postgres"), user(), password());
    }

    /** Stops the server as for maintenance, ending all sessions, and starts it on the same port. */
    public void restart() {
        var options = OPTIONS.withPort(embedded.port());
        var directory = embedded.directory();
        embedded.close();
        embedded = EmbeddedPostgres.open(directory, options);
    }

    /** Kills all processes of the server at once, as a power cut would. {@link #restart} brings it back. */
    public void kill() {
        var processes = processes().toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(Dead::await);
    }

    /** Freezes all processes of the server: connections stay open and nothing answers, as in a network partition. */
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Ends {@link #pause}. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    @Override
    public void close() {
        embedded.close();
    }

    private Stream<ProcessHandle> processes() {
        return ProcessHandle.of(embedded.pid()).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()));
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", signal));
        processes().map(process -> Long.toString(process.pid())).forEach(command::add);
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException(command + " ended with status " + status);
        }
    }

    private static TestServer open(String name) {
        for (int slot = 0; ; slot++) {
            try {
                var directory = Path.of("target", "postgres", name + "-" + slot);
                var server = new TestServer(EmbeddedPostgres.open(directory, OPTIONS));
                server.dropLeftovers();
                return server;
            } catch (PenstockException e) {
                if (e.code() != ErrorCode.EMBEDDED_DIRECTORY_IN_USE) {
                    throw e;
                }
            }
        }
    }

    /** Databases of a test JVM that was killed. */
    private void dropLeftovers() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            var names = new ArrayList<String>();
            try (var rows = statement.executeQuery("select datname from pg_database where datname like 'test\\_%'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                statement.execute("drop database " + name + " with (force)");
            }
        } catch (SQLException e) {
            close();
            throw new IllegalStateException("leftover databases of " + embedded + " cannot be dropped", e);
        }
    }

    private static final class Shared {
        static final TestServer SERVER = open("shared");
    }
}
