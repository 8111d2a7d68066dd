package dev.penstock.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of the PostgreSQL that is installed on this machine, in a fresh data directory that goes when the bench does.
 * PostgreSQL refuses to run as root, so root starts it as the user {@code postgres}.
 */
public final class InstalledServer implements Server {

    private static final String SUPERUSER = "penstock";

    private final Path binaries;
    private final Path folder;
    private final int port;
    private final String password = UUID.randomUUID().toString();
    private boolean running;

    private InstalledServer(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /** The newest server binaries in the usual places, if they can be run by the present user. */
    public static Optional<Path> findBinaries() {
        if (isRoot() && !succeeds(List.of("id", "postgres"))) {
            return Optional.empty();
        }
        return Stream.concat(onPath(), debianFolders())
                .filter(folder -> Files.isExecutable(folder.resolve("postgres"))
                        && Files.isExecutable(folder.resolve("initdb"))
                        && Files.isExecutable(folder.resolve("pg_ctl")))
                .findFirst();
    }

    private static Stream<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    private static Stream<Path> debianFolders() {
        try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions
                    .filter(version -> version.getFileName().toString().matches("\\d+"))
                    .sorted(Comparator.comparing((Path version) ->
                                    Integer.valueOf(version.getFileName().toString()))
                            .reversed())
                    .map(version -> version.resolve("bin"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    public static InstalledServer start(Path binaries) throws IOException {
        // Not in the temporary directory: that is memory on many machines, where fsync costs nothing.
        var parent = Path.of("/var/tmp");
        var folder = Files.createTempDirectory(
                Files.isWritable(parent) ? parent : Path.of(System.getProperty("java.io.tmpdir")), "penstock-bench-");
        var server = new InstalledServer(binaries, folder, freePort());
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void start() throws IOException {
        var secret = folder.resolve("password");
        Files.writeString(secret, password);
        if (isRoot()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            run(List.of("chown", "-R", "postgres:postgres", folder.toString()));
        }
        server(
                "initdb",
                "-D",
                data(),
                "-U",
                SUPERUSER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                secret.toString(),
                "-E",
                "UTF8",
                "--no-locale",
                "--no-instructions");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        running = true;
        server("pg_ctl", "-D", data(), "-w", "-l", folder.resolve("log").toString(), "-o", options(), "start");
    }

    private String options() {
        var options = new ArrayList<String>();
        options.add("-h 127.0.0.1 -p " + port + " -k " + folder);
        ServerSettings.ALL.forEach((name, value) -> options.add("-c " + name + "=" + value));
        return String.join(" ", options);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void server(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) throws IOException {
        var output = Files.createTempFile("penstock-bench-", ".out");
        try {
            var process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getLast() + " hangs: " + String.join(" ", command));
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public String user() {
        return SUPERUSER;
    }

    @Override
    public String password() {
        return password;
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

    /** Stops the server and removes its data. Also runs when the bench is interrupted. */
    @Override
    public synchronized void close() {
        try {
            if (running) {
                running = false;
                server("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            }
            if (Files.exists(folder)) {
                try (var files = Files.walk(folder)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            System.err.println("bench: could not clean up " + folder + ": " + e.getMessage());
        }
    }
}
