package dev.penstock.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A TCP line to a database that can break at the worst moment: after the server has carried out a request and before
 * the client hears of it. The server answers when it has committed, so once the answer is there the commit is too.
 */
final class Line implements AutoCloseable {

    private final InetAddress here = InetAddress.getLoopbackAddress();
    private final TestDatabase database;
    private final URI server;
    private final ServerSocket door;
    private final AtomicReference<@Nullable String> doomed = new AtomicReference<>();

    Line(TestDatabase database) throws IOException {
        this.database = database;
        this.server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        this.door = new ServerSocket(0, 0, here);
        Thread.startVirtualThread(this::accept);
    }

    String jdbcUrl() {
        return database.jdbcUrl().replace(":" + server.getPort() + "/", ":" + door.getLocalPort() + "/");
    }

    /** Breaks the connection over which the next request with these words comes, when its answer is there. Once. */
    void loseAnswerTo(String words) {
        doomed.set(words);
    }

    /** Whether the request has come. */
    boolean hasLostIt() {
        return doomed.get() == null;
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void accept() {
        try {
            while (true) {
                connect(door.accept());
            }
        } catch (IOException closed) {
            // The test is over; connections end with their clients.
        }
    }

    private void connect(Socket client) throws IOException {
        var backend = new Socket(here, server.getPort());
        var broken = new AtomicBoolean();
        Thread.startVirtualThread(() -> pass(client, backend, request -> {
            var words = doomed.get();
            if (words != null && request.contains(words) && doomed.compareAndSet(words, null)) {
                broken.set(true);
            }
            return true;
        }));
        Thread.startVirtualThread(() -> pass(backend, client, answer -> !broken.get()));
    }

    /** Passes on what comes, until either end hangs up or something does not pass. */
    private static void pass(Socket from, Socket to, Predicate<String> passes) {
        var buffer = new byte[1 << 16];
        try (from;
                to) {
            for (int read; (read = from.getInputStream().read(buffer)) > 0; ) {
                if (!passes.test(new String(buffer, 0, read, ISO_8859_1))) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException hungUp) {
            // Which is how every connection ends.
        }
    }
}
