package dev.penstock.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the store and the server and loses connections at chosen moments: the next message of a client before
 * the server has seen it, or the server's answer to it after the server has done what it said.
 */
final class CuttingProxy implements AutoCloseable {

    /** Which half of the next exchange is lost. */
    enum Cut {
        REQUEST,
        ANSWER
    }

    private record Doomed(Cut half, String words) {}

    private static final int BUFFER_BYTES = 1 << 16;

    private final TestDatabase database;
    private final URI address;
    private final ServerSocket listening;
    private final AtomicReference<@Nullable Doomed> next = new AtomicReference<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean staysAway;
    private volatile boolean away;

    CuttingProxy(TestDatabase database) throws IOException {
        this.database = database;
        this.address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** A store of which every connection goes through this. */
    PostgresStore open(JournalOptions journal) {
        var through = "jdbc:postgresql://127.0.0.1:" + listening.getLocalPort() + address.getPath();
        return (PostgresStore) new PostgresStoreProvider()
                .open(
                        new StoreSource.Url(through, database.user(), database.password()),
                        StoreOptions.defaults(),
                        journal);
    }

    /**
     * Loses one half of the next exchange whose request has these words in it: the text of a statement that has not been
     * sent before, or a parameter. So the connections that a pool opens meanwhile are not hit.
     */
    void cutNext(Cut half, String words) {
        next.set(new Doomed(half, words));
    }

    /** As {@link #cutNext}; from then on nobody reaches the server, until {@link #comeBack}. */
    void cutNextAndStayAway(Cut half, String words) {
        staysAway = true;
        cutNext(half, words);
    }

    void comeBack() {
        staysAway = false;
        away = false;
    }

    /** Loses every connection now. */
    void loseAll() {
        for (var socket : open) {
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                // That is what is wanted.
            }
        }
    }

    boolean isAway() {
        return away;
    }

    boolean hasCut() {
        return next.get() == null;
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                if (away) {
                    client.close();
                    continue;
                }
                var server = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                var conversation = new Conversation(client, server);
                Thread.ofVirtual().start(conversation::toServer);
                Thread.ofVirtual().start(conversation::toClient);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void goAway() {
        if (staysAway) {
            away = true;
            loseAll();
        }
    }

    private final class Conversation {
        private final Socket client;
        private final Socket server;
        private volatile boolean answerIsLost;

        Conversation(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void toServer() {
            relay(client, server, request -> {
                var doomed = next.get();
                if (doomed == null || !request.contains(doomed.words()) || !next.compareAndSet(doomed, null)) {
                    return true;
                }
                answerIsLost = doomed.half() == Cut.ANSWER;
                if (!answerIsLost) {
                    goAway();
                }
                return answerIsLost;
            });
        }

        /** The server's answer is whole, and what it answers is done, when it has begun to answer. */
        void toClient() {
            relay(server, client, answer -> {
                if (answerIsLost) {
                    goAway();
                }
                return !answerIsLost;
            });
        }

        private void relay(Socket from, Socket to, Predicate<String> gate) {
            try (from;
                    to) {
                copy(from.getInputStream(), to.getOutputStream(), gate);
            } catch (IOException cut) {
                // The other side ends with this one.
            } finally {
                open.remove(from);
                open.remove(to);
            }
        }

        private void copy(InputStream from, OutputStream to, Predicate<String> gate) throws IOException {
            var buffer = new byte[BUFFER_BYTES];
            int read;
            while ((read = from.read(buffer)) > 0 && gate.test(new String(buffer, 0, read, ISO_8859_1))) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        loseAll();
    }
}
