package dev.penstock.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final int BUFFER_BYTES = 1 << 16;

    private final int serverPort;
    private final ServerSocket listening;
    private final AtomicReference<@Nullable Cut> next = new AtomicReference<>();
    private final AtomicInteger spared = new AtomicInteger();
    /** Whose exchange it is to be; null for whoever speaks next. */
    private volatile @Nullable Conversation victim;

    private volatile @Nullable Conversation lastToSpeak;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Loses one half of the next exchange of whatever connection speaks next. */
    void cutNext(Cut half) {
        victim = null;
        spared.set(0);
        next.set(half);
    }

    /** Loses one half of an exchange, after this many others, of the connection that has just spoken. */
    void cutAfter(int exchanges, Cut half) {
        victim = lastToSpeak;
        spared.set(exchanges);
        next.set(half);
    }

    /** Loses every connection now. */
    void loseAll() throws IOException {
        for (var socket : open) {
            socket.close();
        }
    }

    boolean hasCut() {
        return next.get() == null;
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
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

    private final class Conversation {
        private final Socket client;
        private final Socket server;
        private volatile boolean answerIsLost;

        Conversation(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void toServer() {
            relay(client, server, () -> {
                lastToSpeak = this;
                var cut = isVictim() && spared.getAndDecrement() <= 0 ? next.getAndSet(null) : null;
                answerIsLost |= cut == Cut.ANSWER;
                return cut != Cut.REQUEST;
            });
        }

        private boolean isVictim() {
            var chosen = victim;
            return next.get() != null && (chosen == null || chosen == this);
        }

        /** The server's answer is whole, and what it answers is done, when it has begun to answer. */
        void toClient() {
            relay(server, client, () -> !answerIsLost);
        }

        private void relay(Socket from, Socket to, Gate gate) {
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

        private void copy(InputStream from, OutputStream to, Gate gate) throws IOException {
            var buffer = new byte[BUFFER_BYTES];
            int read;
            while ((read = from.read(buffer)) > 0 && gate.passes()) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    private interface Gate {
        boolean passes();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        loseAll();
    }
}
