package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches sequences while their table is copied online: Citus starts them anew at the beginning of the copy, and the application
 * would draw values that are taken until the copy is over.
 *
 * <p>Threads: one of its own.
 */
final class SequenceKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SequenceKeeper.class);
    private static final long POLL_MILLIS = 10;
    private static final int ANSWER_SECONDS = 1;

    /** Values that the application may have drawn between the last look and the reset. */
    private static final long MARGIN = 10_000;

    private final DataSource coordinator;
    private final List<Watched> sequences;
    private final Thread thread;
    private Session session;
    private volatile boolean ended;

    private SequenceKeeper(DataSource coordinator, List<Watched> sequences) {
        this.coordinator = coordinator;
        this.sequences = sequences;
        this.session = Session.open(coordinator, Session.APPLICATION);
        this.thread = Thread.ofVirtual().name("penstock-sequence-keeper").unstarted(this::watch);
    }

    /** Knows where all of them stand when this returns. */
    static AutoCloseableQuietly start(DataSource coordinator, List<Kept> sequences) throws SQLException {
        if (sequences.isEmpty()) {
            return () -> {};
        }
        var keeper = new SequenceKeeper(
                coordinator, sequences.stream().map(Watched::new).toList());
        try {
            for (Watched each : keeper.sequences) {
                each.look(keeper.session.connection());
            }
        } catch (SQLException | RuntimeException e) {
            keeper.session.close();
            throw e;
        }
        keeper.thread.start();
        return keeper::close;
    }

    /** A guard whose closing throws nothing. */
    interface AutoCloseableQuietly extends AutoCloseable {
        @Override
        void close();
    }

    private void watch() {
        try {
            while (!ended) {
                sequences.forEach(this::look);
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Watched each) {
        try {
            each.look(session.connection());
        } catch (SQLException e) {
            // The table is being exchanged, and the next look finds the new sequence; or the connection is lost.
            LOG.debug("a sequence could not be looked at", e);
            reconnect();
        }
    }

    private void reconnect() {
        try {
            if (!session.connection().isValid(ANSWER_SECONDS)) {
                session.close();
                session = Session.open(coordinator, Session.APPLICATION);
            }
        } catch (SQLException | CitusException e) {
            LOG.warn("sequences are not watched while their table is copied: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("closing a connection", e);
        }
    }

    /** How far a sequence had come when it was last looked at. */
    private static final class Watched {

        private final Kept sequence;
        private long highest;

        Watched(Kept sequence) {
            this.sequence = sequence;
            this.highest = sequence.value();
        }

        void look(Connection connection) throws SQLException {
            long stands = value(connection, sequence.sequence()).lastValue();
            if (stands < highest) {
                sequence.setQuickly(connection, highest, MARGIN);
            } else {
                highest = stands;
            }
        }
    }

    /** Where a sequence stands. */
    static Value value(Connection connection, QualifiedName sequence) throws SQLException {
        var query = Statement.in("apply", "sequence_value");
        return new Statement(query.text().replace("{sequence}", sequence.quoted()), query.parameters())
                .rows(connection, Value.class, Map.of())
                .getFirst();
    }

    record Value(long lastValue, boolean isCalled) {}

    /**
     * A sequence that must not fall behind.
     *
     * @param value that it had reached
     */
    record Kept(QualifiedName table, String column, QualifiedName sequence, long value) {

        /** Behind its value and all that is in the table. @return whether it had fallen behind */
        boolean set(Connection connection) throws SQLException {
            return set(connection, "set_sequence", value, 0);
        }

        /** Behind what it had reached, without a look at the table. */
        void setQuickly(Connection connection, long reached, long margin) throws SQLException {
            set(connection, "set_sequence_quickly", reached, margin);
        }

        private boolean set(Connection connection, String statement, long reached, long margin) throws SQLException {
            var template = Statement.in("apply", statement);
            String sql = template.text()
                    .replace("{sequence}", Identifier.literal(sequence.quoted()))
                    .replace("{sequence_name}", sequence.quoted())
                    .replace("{column}", Identifier.quoted(column))
                    .replace("{table}", table.quoted());
            return !new Statement(sql, template.parameters())
                    .rows(connection, Set.class, Map.of("value", reached, "margin", margin))
                    .isEmpty();
        }

        record Set(long value) {}
    }
}
