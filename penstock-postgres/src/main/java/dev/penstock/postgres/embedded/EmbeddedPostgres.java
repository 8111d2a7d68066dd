package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_STOP_FAILED;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this process's own, with its data in a directory.
 *
 * <p>Threads: safe; {@link #close} waits for a stop that is under way. See the package's design note for what happens
 * when one of the two processes is killed.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final OwnerLock lock;
    private final Server server;
    private final PostmasterPid running;
    private final String password;
    private final boolean adopted;
    private final boolean stopOnClose;
    private final Thread exitHook = new Thread(this::stopAtExit, "penstock-embedded-postgres-exit");
    private boolean closed;

    EmbeddedPostgres(
            OwnerLock lock,
            Server server,
            PostmasterPid running,
            String password,
            boolean adopted,
            EmbeddedOptions options) {
        this.lock = lock;
        this.server = server;
        this.running = running;
        this.password = password;
        this.adopted = adopted;
        this.stopOnClose = options.stopOnClose();
        if (options.stopOnExit()) {
            hookExit();
        }
    }

    /** {@link #open(Path, EmbeddedOptions)} with {@link EmbeddedOptions#defaults()}. */
    public static EmbeddedPostgres open(Path directory) {
        return open(directory, EmbeddedOptions.defaults());
    }

    /**
     * A server that accepts connections and keeps its data in {@code directory}, which is made when it does not exist.
     *
     * <p>A server that an earlier, killed process left running in the same directory is adopted.
     *
     * <p>Threads: blocks; an interrupt ends it with {@code PEN-5004}. Errors: directory held by a process →
     * {@code PEN-5001}, at once; data of another major version → {@code PEN-5002}; no binaries that run here →
     * {@code PEN-5003}; initialising or starting failed → {@code PEN-5004} with the end of the server's log; running as
     * root with no way to be someone else → {@code PEN-5005}; files not accessible → {@code PEN-5006}. Cost: about 0.3
     * s; two seconds more for the first time of a user, and one for the first time of a directory.
     */
    public static EmbeddedPostgres open(Path directory, EmbeddedOptions options) {
        return new Opening(directory, options, Privileges.Tools.SYSTEM, Server::freePort).open();
    }

    /** The URL of the database {@code postgres}, without credentials. */
    public String jdbcUrl() {
        return url(running.port());
    }

    /** The owner of the server, a superuser. */
    public String user() {
        return Initialisation.USER;
    }

    /** Made when the directory was; also in {@code postgres/password} there, readable by its owner alone. */
    public String password() {
        return password;
    }

    public int port() {
        return running.port();
    }

    /** The process id of the server. */
    public long pid() {
        return running.pid();
    }

    /** The directory as it was opened, with links resolved. */
    public Path directory() {
        return lock.directory();
    }

    /** Whether the server was running before; its sessions of the earlier process may still be there for a moment. */
    public boolean adopted() {
        return adopted;
    }

    /**
     * Stops the server, unless it is to be left running, and gives the directory back. Does nothing the second time.
     *
     * <p>Sessions that are still open are ended; what they have not committed is rolled back. Errors: the server has not
     * stopped in time → {@code PEN-5007}; it may still do so.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            if (stopOnClose) {
                server.stop();
            }
            // Only now: a JVM that is told to exit meanwhile waits for its hook, and the hook for this method.
            unhookExit();
        } catch (IOException e) {
            throw new PenstockException(EMBEDDED_STOP_FAILED, this + " could not be stopped: " + Reason.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PenstockException(EMBEDDED_STOP_FAILED, "interrupted while stopping " + this, e);
        }
    }

    @Override
    public String toString() {
        return "embedded PostgreSQL in " + directory() + " (port " + port() + ", pid " + pid() + ")";
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private void hookExit() {
        try {
            Runtime.getRuntime().addShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            // The JVM is already on its way out and would leave the server behind.
            close();
            throw e;
        }
    }

    private void unhookExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out: the hook is what is running, or will find the server closed.
        }
    }

    private void stopAtExit() {
        try {
            close();
        } catch (PenstockException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
