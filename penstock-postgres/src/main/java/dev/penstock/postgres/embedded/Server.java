package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_START_FAILED;
import static dev.penstock.failure.ErrorCode.EMBEDDED_STOP_FAILED;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The server process of one home: found again, started, stopped. Its owner holds the {@link OwnerLock}. */
final class Server {

    private static final int PORT_ATTEMPTS = 5;

    /** How long a postmaster.pid may be half written before it counts as torn by a crash. */
    private static final Duration TORN_AFTER = Duration.ofSeconds(2);

    private final ServerHome home;
    private final Binaries binaries;
    private final Privileges privileges;
    private final Duration timeout;

    Server(ServerHome home, Binaries binaries, Privileges privileges, Duration timeout) {
        this.home = home;
        this.binaries = binaries;
        this.privileges = privileges;
        this.timeout = timeout;
    }

    /**
     * The server that an earlier process left running, once it accepts connections; nothing when there is none any more.
     *
     * <p>A postmaster.pid that belongs to no server of this home is deleted: PostgreSQL itself only looks whether the
     * process id is alive, and would refuse to start.
     *
     * <p>Errors: it neither gets ready nor ends in time → {@code PEN-5004}.
     */
    Optional<PostmasterPid> findRunning() throws IOException, InterruptedException {
        var deadline = Deadline.after(timeout);
        var torn = Deadline.after(TORN_AFTER);
        while (Files.exists(PostmasterPid.in(home.data()))) {
            var found = PostmasterPid.read(home.data());
            if (found.isPresent() ? !found.get().isServerOf(home.data()) : torn.passed()) {
                Files.deleteIfExists(PostmasterPid.in(home.data()));
                return Optional.empty();
            }
            if (found.isPresent() && found.get().ready()) {
                return found;
            }
            found.ifPresent(running -> requireTime(deadline, running, "is neither ready nor gone"));
            deadline.pause();
        }
        return Optional.empty();
    }

    /**
     * Starts the server and returns when it accepts connections.
     *
     * <p>Errors: {@code PEN-5004} with the end of the server's log.
     *
     * @param ports where to listen, asked again when something else was faster to take the port
     */
    PostmasterPid start(IntSupplier ports) throws IOException, InterruptedException {
        home.turnLog();
        var deadline = Deadline.after(timeout);
        for (int attempt = 1; ; attempt++) {
            long logSize = home.logSize();
            int port = ports.getAsInt();
            var launch = launch(port);
            var ready = awaitReady(launch, deadline);
            if (ready.isPresent()) {
                return ready.get();
            }
            String log = home.logSince(logSize);
            boolean portTaken = log.contains("Address already in use") && attempt < PORT_ATTEMPTS;
            if (!portTaken && !(leftoversHold(log) && !deadline.passed())) {
                throw startFailed(launch, port, log);
            }
            deadline.pause();
        }
    }

    /** Stops the server: sessions are ended, what is committed is on disk. Errors: not in time → {@code PEN-5007}. */
    void stop() throws IOException, InterruptedException {
        var running = PostmasterPid.read(home.data());
        if (running.isEmpty() || !running.get().isServerOf(home.data())) {
            return;
        }
        var said = Command.run(pgCtl("stop", "--mode", "fast", "--no-wait"), home.root(), timeout);
        var deadline = Deadline.after(timeout);
        while (running.get().isServerOf(home.data())) {
            if (deadline.passed()) {
                throw new PenstockException(
                        EMBEDDED_STOP_FAILED,
                        "the embedded PostgreSQL in " + home.root() + " (pid "
                                + running.get().pid() + ") has not stopped within " + timeout + "; it may still do so,"
                                + " and the next process to open the directory waits for that or goes on with it. "
                                + said.output().strip());
            }
            deadline.pause();
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PenstockException(EMBEDDED_START_FAILED, "no free port on 127.0.0.1: " + Reason.of(e), e);
        }
    }

    /** By pg_ctl, because it detaches the server from the terminal: Ctrl-C is for the application, which stops it. */
    private Process launch(int port) throws IOException {
        long seconds = Math.max(1, timeout.toSeconds());
        return Command.start(
                pgCtl("start", "--wait", "--timeout", seconds, "--log", home.log(), "--options", "-p " + port),
                home.root());
    }

    private List<String> pgCtl(Object... words) {
        var command = privileges.command(binaries.program("pg_ctl"), "--pgdata", home.data());
        return Command.of(command, words);
    }

    /** Looks more often than pg_ctl does, and leaves it to pg_ctl to notice that the server died. */
    private Optional<PostmasterPid> awaitReady(Process launch, Deadline deadline)
            throws IOException, InterruptedException {
        while (true) {
            boolean ended = !launch.isAlive();
            var running = PostmasterPid.read(home.data());
            if (running.isPresent() && running.get().ready() && running.get().isServerOf(home.data())) {
                return running;
            }
            if (ended || deadline.passed()) {
                return Optional.empty();
            }
            deadline.pause();
        }
    }

    /** Processes of a server whose postmaster was killed end by themselves, at the latest after their statement. */
    private static boolean leftoversHold(String log) {
        return log.contains("pre-existing shared memory block") || log.contains("lock file \"postmaster.pid\" already");
    }

    void requireTime(Deadline deadline, PostmasterPid running, String why) {
        if (deadline.passed()) {
            throw new PenstockException(
                    EMBEDDED_START_FAILED,
                    "the PostgreSQL in " + home.root() + " that an earlier process left running (pid " + running.pid()
                            + ") " + why + " after " + timeout + "; see " + home.log() + ", or stop it: kill -QUIT "
                            + running.pid());
        }
    }

    private PenstockException startFailed(Process launch, int port, String log) throws IOException {
        if (launch.isAlive()) {
            return new PenstockException(
                    EMBEDDED_START_FAILED,
                    "the embedded PostgreSQL in " + home.root() + " is not ready after " + timeout + "; it goes on"
                            + " starting, for example by replaying its log after a crash, so open it again or raise the"
                            + " timeout option. Its log ends:\n" + log);
        }
        String said = log.isEmpty() ? new String(launch.getInputStream().readAllBytes(), UTF_8).strip() : log;
        return new PenstockException(
                EMBEDDED_START_FAILED,
                "the embedded PostgreSQL in " + home.root() + " did not start on port " + port + ". "
                        + Advice.on(said, "") + " Its log, " + home.log() + ", ends:\n" + said);
    }
}
