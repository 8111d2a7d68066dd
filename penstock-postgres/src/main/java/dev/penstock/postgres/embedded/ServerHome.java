package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_DIRECTORY_UNUSABLE;
import static dev.penstock.failure.ErrorCode.EMBEDDED_OTHER_MAJOR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of one server: its data, its password and its log, all in one folder so that they come into being together.
 */
record ServerHome(Path root) {

    private static final long LOG_SIZE_MAX = 10L << 20;

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("postgres.log");
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    private Path settingsFile() {
        return data().resolve("postgresql.conf");
    }

    boolean exists() {
        return Files.exists(root);
    }

    /** Refuses data of another major version: PostgreSQL could not read them. Errors: {@code PEN-5002}. */
    void requireMajor(Binaries binaries) throws IOException {
        String major = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!major.equals(binaries.major())) {
            throw new PenstockException(
                    EMBEDDED_OTHER_MAJOR,
                    data() + " holds data of PostgreSQL " + major + ", but " + binaries.bin() + " is PostgreSQL "
                            + binaries.version() + "; run it with binaries of " + major
                            + " (a Maven dependency, or the pgBin option), or take the data over with pg_upgrade or a"
                            + " dump");
        }
    }

    String password() throws IOException {
        String password =
                Files.exists(passwordFile()) ? Files.readString(passwordFile()).strip() : "";
        if (password.isEmpty()) {
            throw new PenstockException(
                    EMBEDDED_DIRECTORY_UNUSABLE,
                    "the password of the embedded PostgreSQL is missing from " + passwordFile()
                            + "; put the file back, or let this server's user in by pg_hba.conf and set a new one");
        }
        return password;
    }

    /** Whether the file holds exactly these settings. */
    boolean hasSettings(String settings) throws IOException {
        return Files.exists(settingsFile()) && Files.readString(settingsFile()).equals(settings);
    }

    void writeSettings(String settings, Privileges privileges) throws IOException {
        write(settingsFile(), settings, privileges);
    }

    /** Writes a file that only the server's user may read; afterwards it holds the old content or the new, whole. */
    static void write(Path file, String content, Privileges privileges) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(fresh, CREATE, WRITE, TRUNCATE_EXISTING)) {
            TarXz.permit(fresh, "rw-------");
            channel.write(UTF_8.encode(content));
            channel.force(true);
        }
        privileges.own(fresh);
        Files.move(fresh, file, ATOMIC_MOVE);
    }

    /** Keeps the log bounded: a large one becomes the previous one. Only while no server writes to it. */
    void turnLog() throws IOException {
        if (logSize() > LOG_SIZE_MAX) {
            Files.move(log(), log().resolveSibling("postgres.log.1"), ATOMIC_MOVE);
        }
    }

    long logSize() throws IOException {
        return Files.exists(log()) ? Files.size(log()) : 0;
    }

    /** What the server has logged since the log had this size, at most the last few kilobytes. */
    String logSince(long size) throws IOException {
        long end = logSize();
        long start = Math.max(size, end - 4096);
        if (start >= end) {
            return "";
        }
        try (var log = Files.newInputStream(log())) {
            log.skipNBytes(start);
            return new String(log.readAllBytes(), UTF_8).strip();
        }
    }

    /** Makes a rename in {@code directory} survive a power loss; a file system that cannot is left alone. */
    static void force(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (var channel = FileChannel.open(directory)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows does not open directories, and orders renames by itself.
        }
    }
}
