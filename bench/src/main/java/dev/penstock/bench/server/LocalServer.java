package dev.penstock.bench.server;

import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server of the bench's own, on fresh data that go when the bench does: the embedded one, or an installed one. It can
 * be restarted and killed.
 */
public final class LocalServer implements Server {

    private final String title;
    private final Path folder;
    private final EmbeddedOptions options;
    private volatile EmbeddedPostgres postgres;
    private boolean closed;

    private LocalServer(String title, Path folder, EmbeddedOptions options) {
        this.title = title;
        this.folder = folder;
        this.options = options;
        this.postgres = EmbeddedPostgres.open(folder, options);
    }

    /** @param pgBin the programs of an installed PostgreSQL; null for the embedded one */
    public static LocalServer start(@Nullable Path pgBin) throws IOException {
        return start("PostgreSQL", pgBin, Map.of());
    }

    /** @param settings over those that every server of the bench has */
    public static LocalServer start(String title, @Nullable Path pgBin, Map<String, String> settings)
            throws IOException {
        // Not in the temporary directory: that is memory on many machines, where fsync costs nothing.
        var disk = Path.of("/var/tmp");
        var parent = Files.isWritable(disk) ? disk : Path.of(System.getProperty("java.io.tmpdir"));
        var folder = Files.createTempDirectory(parent, "penstock-bench-");
        var options = EmbeddedOptions.defaults().withStopOnExit(false);
        if (pgBin != null) {
            options = options.withPgBin(pgBin);
        }
        for (var some : List.of(ServerSettings.ALL, settings)) {
            for (var setting : some.entrySet()) {
                options = options.withSetting(setting.getKey(), setting.getValue());
            }
        }
        try {
            var server = new LocalServer(title, folder, options);
            // Also when the bench is interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /** Stops it, which ends its sessions, and starts it again on the same port. */
    public synchronized void restart() {
        postgres.close();
        startAgain();
    }

    /** Kills all of its processes at once: nothing is written, nobody is told. {@link #revive} brings it back. */
    public synchronized void kill() {
        var postmaster = ProcessHandle.of(postgres.pid());
        if (postmaster.isEmpty()) {
            return;
        }
        var processes = new ArrayList<>(postmaster.get().descendants().toList());
        processes.add(postmaster.get());
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(killed -> killed.onExit().join());
    }

    /** Starts it again after {@link #kill}. */
    public synchronized void revive() {
        postgres.close();
        startAgain();
    }

    private void startAgain() {
        if (!closed) {
            postgres = EmbeddedPostgres.open(folder, options.withPort(postgres.port()));
        }
    }

    int port() {
        return postgres.port();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
    }

    @Override
    public String user() {
        return postgres.user();
    }

    @Override
    public String password() {
        return postgres.password();
    }

    @Override
    public String home() {
        return "postgres";
    }

    @Override
    public boolean owned() {
        return true;
    }

    @Override
    public Optional<Path> folder() {
        return Optional.of(folder);
    }

    /** Stops the server and removes its data. Does nothing the second time. */
    @Override
    public synchronized void close() {
        closed = true;
        postgres.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("bench: could not remove " + folder + ": " + e);
        }
    }
}
