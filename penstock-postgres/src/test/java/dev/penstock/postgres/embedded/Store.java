package dev.penstock.postgres.embedded;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.Dead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A directory of one test with an initialised server in it, and what may not be left of that server. */
record Store(Path directory) {

    /** One initialisation serves all tests: a copy takes a tenth of its time. */
    private static final class Template {

        static final Path DIRECTORY = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("penstock-template-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                Path directory = folder.resolve("store");
                EmbeddedPostgres.open(directory).close();
                return directory;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void delete(Path folder) {
            try {
                FileTree.delete(folder);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A store in {@code folder}, with its links resolved. */
    static Store in(Path folder) throws IOException {
        Path directory = folder.toRealPath().resolve("store");
        copy(Template.DIRECTORY, directory);
        return new Store(directory);
    }

    /** Copies a folder with everything in it; links become what they lead to. */
    static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path)), COPY_ATTRIBUTES);
            }
        }
    }

    EmbeddedPostgres open() {
        return EmbeddedPostgres.open(directory);
    }

    EmbeddedPostgres open(EmbeddedOptions options) {
        return EmbeddedPostgres.open(directory, options);
    }

    Path home() {
        return directory.resolve("postgres");
    }

    Path data() {
        return home().resolve("data");
    }

    /** Kills the server's first process, and no other. */
    void killPostmaster() throws IOException {
        kill(PostmasterPid.read(data()).orElseThrow().pid());
    }

    /** Kills a server that a failed test has left running, so that the next test has the machine to itself. */
    void killLeftover() throws IOException {
        if (!Files.exists(data())) {
            return;
        }
        var running = PostmasterPid.read(data());
        if (running.isPresent() && running.get().isServerOf(data())) {
            kill(running.get().pid());
        }
    }

    void assertStopped(long pid) {
        assertThat(new PostmasterPid(pid, 0, true).isServerOf(data()))
                .as("server process runs")
                .isFalse();
        assertThat(PostmasterPid.in(data())).doesNotExist();
    }

    static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** The one value that a query returns, as text. */
    static String ask(EmbeddedPostgres postgres, String query) throws SQLException {
        try (var connection = connect(postgres);
                var rows = connection.createStatement().executeQuery(query)) {
            assertThat(rows.next()).as(query).isTrue();
            return rows.getString(1);
        }
    }

    private static void kill(long pid) {
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        Dead.await(process);
    }
}
