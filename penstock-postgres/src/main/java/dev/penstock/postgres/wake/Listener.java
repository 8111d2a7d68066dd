package dev.penstock.postgres.wake;

import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears rings on a connection of its own, opened again when it is lost; see the package note. */
public final class Listener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /** How long a connection may be silent before it is asked whether it still stands. */
    private static final int SILENCE_MS = 30_000;

    /** What {@code queue/tell_changed.sql} says; a ring says nothing. */
    private static final String LIMITS = "allowances";

    private static final int ANSWER_SECONDS = 5;
    private static final Duration LONG_OUTAGE = Duration.ofMinutes(1);

    private final DataSource server;
    private final Sql listen;
    private final Runnable heard;
    private final Runnable changed;
    private final Thread thread;
    private final Object guard = new Object();
    private @Nullable Connection open;
    private boolean closed;

    /**
     * Begins to listen.
     *
     * @param heard called on this listener's thread when somebody rang
     * @param changed called there when limits were set
     */
    public Listener(DataSource server, Statements statements, Runnable heard, Runnable changed) {
        this.server = server;
        this.listen = statements.statement("wake/listen");
        this.heard = heard;
        this.changed = changed;
        this.thread = Thread.ofPlatform().daemon().name("penstock-listener").unstarted(this::loop);
        thread.start();
    }

    private void loop() {
        var backoff = new Backoff(LONG_OUTAGE);
        while (!isClosed()) {
            try (var connection = server.getConnection()) {
                if (keep(connection)) {
                    connection.setAutoCommit(true);
                    var session = connection.unwrap(PGConnection.class);
                    try (var statement = listen.on(connection)) {
                        statement.write();
                    }
                    backoff = new Backoff(LONG_OUTAGE);
                    // Whatever was rung while nobody listened.
                    heard.run();
                    changed.run();
                    hear(connection, session);
                }
            } catch (SQLException lost) {
                LOG.debug("does not hear rings now; due runs are found at the next look", lost);
            }
            if (!isClosed() && !backoff.pause()) {
                LOG.info("cannot listen for due runs; they are found at the next look");
                backoff = new Backoff(LONG_OUTAGE);
            }
        }
    }

    private void hear(Connection connection, PGConnection session) throws SQLException {
        while (!isClosed()) {
            var rings = session.getNotifications(SILENCE_MS);
            if (rings != null && rings.length > 0) {
                heard.run();
                if (Arrays.stream(rings).anyMatch(ring -> ring.getParameter().equals(LIMITS))) {
                    changed.run();
                }
            } else if (!connection.isValid(ANSWER_SECONDS)) {
                return;
            }
        }
    }

    private boolean keep(Connection connection) {
        synchronized (guard) {
            open = connection;
            return !closed;
        }
    }

    private boolean isClosed() {
        synchronized (guard) {
            return closed;
        }
    }

    @Override
    public void close() {
        synchronized (guard) {
            closed = true;
            cut();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The only thing that ends a read which waits. */
    private void cut() {
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException alreadyGone) {
            LOG.debug("the listening connection was gone", alreadyGone);
        }
    }
}
