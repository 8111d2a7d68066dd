package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
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

    /** Values that the application may have drawn between the last look and the reset. */
    private static final long MARGIN = 10_000;

    private final List<Kept> sequences;
    private final Session session;
    private final Thread thread;
    private volatile boolean ended;

    private SequenceKeeper(List<Kept> sequences, Session session) {
        this.sequences = sequences;
        this.session = session;
        this.thread = Thread.ofVirtual().name("penstock-sequence-keeper").unstarted(this::watch);
    }

    static AutoCloseableQuietly start(DataSource coordinator, List<Kept> sequences) {
        if (sequences.isEmpty()) {
            return () -> {};
        }
        var keeper = new SequenceKeeper(sequences, Session.open(coordinator, Session.APPLICATION));
        keeper.thread.start();
        return keeper::close;
    }

    /** A guard whose closing throws nothing. */
    interface AutoCloseableQuietly extends AutoCloseable {
        @Override
        void close();
    }

    private void watch() {
        while (!ended) {
            try {
                for (Kept kept : sequences) {
                    kept.setQuickly(session.connection(), MARGIN);
                }
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (SQLException e) {
                // The table is being exchanged; the next look finds the new sequence.
                LOG.debug("a sequence could not be looked at", e);
            }
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

    /**
     * A sequence that must not fall behind.
     *
     * @param value that it had reached
     */
    record Kept(QualifiedName table, String column, QualifiedName sequence, long value) {

        /** @return whether it had fallen behind */
        boolean set(Connection connection, long margin) throws SQLException {
            return set(connection, "set_sequence", margin);
        }

        void setQuickly(Connection connection, long margin) throws SQLException {
            set(connection, "set_sequence_quickly", margin);
        }

        private boolean set(Connection connection, String statement, long margin) throws SQLException {
            var template = Statement.in("apply", statement);
            String sql = template.text()
                    .replace("{sequence}", Identifier.literal(sequence.quoted()))
                    .replace("{sequence_name}", sequence.quoted())
                    .replace("{column}", Identifier.quoted(column))
                    .replace("{table}", table.quoted());
            return !new Statement(sql, template.parameters())
                    .rows(connection, Set.class, Map.of("value", value, "margin", margin))
                    .isEmpty();
        }

        record Set(long value) {}
    }
}
