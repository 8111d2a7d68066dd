package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_DIRECTORY_IN_USE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This process's right to use a directory. The operating system takes it back when the process dies, however it dies.
 *
 * <p>Closing any channel on a locked file releases the lock of the whole process (POSIX), so a directory that this
 * process holds is refused before its lock file is opened a second time.
 */
final class OwnerLock implements AutoCloseable {

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Far behind the content, because Windows lets nobody read what is locked. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path directory;
    private final FileChannel channel;

    private OwnerLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Errors: held by this or another process → {@code PEN-5001}, at once. */
    static OwnerLock acquire(Path directory) throws IOException {
        if (!HELD.add(directory)) {
            throw inUse(
                    directory, "this process (pid " + ProcessHandle.current().pid() + ")");
        }
        try {
            return new OwnerLock(directory, lock(directory));
        } catch (IOException | RuntimeException | Error e) {
            HELD.remove(directory);
            throw e;
        }
    }

    Path directory() {
        return directory;
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path file = directory.resolve("owner.lock");
        var channel = FileChannel.open(file, CREATE, READ, WRITE);
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                String owner = Files.readString(file).strip();
                throw inUse(directory, owner.isEmpty() ? "another process" : "the process with pid " + owner);
            }
            channel.truncate(0).write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static PenstockException inUse(Path directory, String owner) {
        return new PenstockException(
                EMBEDDED_DIRECTORY_IN_USE,
                "the embedded PostgreSQL in " + directory + " is in use by " + owner
                        + "; stop that first, choose another directory, or let both use a server of their own by URL");
    }

    /** Releases the directory. The file stays: deleting it would let two processes lock two files of one name. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(directory);
        }
    }
}
