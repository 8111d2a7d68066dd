package dev.penstock.bench.server;

import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server of the bench's own, on fresh data that go when the bench does: the embedded one, or an installed one. */
public final class LocalServer implements Server {

    private final Path folder;
    private final EmbeddedPostgres postgres;

    private LocalServer(Path folder, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    /** @param pgBin the programs of an installed PostgreSQL; null for the embedded one */
    public static LocalServer start(@Nullable Path pgBin) throws IOException {
        // Not in the temporary directory: that is memory on many machines, where fsync costs nothing.
        var disk = Path.of("/var/tmp");
        var parent = Files.isWritable(disk) ? disk : Path.of(System.getProperty("java.io.tmpdir"));
        var folder = Files.createTempDirectory(parent, "penstock-bench-");
        var options = EmbeddedOptions.defaults().withStopOnExit(false);
        if (pgBin != null) {
            options = options.withPgBin(pgBin);
        }
        for (var setting : ServerSettings.ALL.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        try {
            var server = new LocalServer(folder, EmbeddedPostgres.open(folder, options));
            // Also when the bench is interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
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
