package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.plan.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks on all nodes after a statement while it runs: how far it has come, and, outside of transactions, whether it has waited there for a
 * lock too long, when it is given up.
 *
 * <p>Citus passes settings on to its connections to the nodes in transactions only, so the lock timeout of our session holds on the
 * coordinator and nowhere else: what the statement does on the nodes would wait for ever, holding on the coordinator what it holds. Its
 * sessions there carry our session's global number in their names.
 *
 * <p>Not guaranteed: the time is kept to within one look. While a node does not answer, nobody sees what waits on it.
 *
 * <p>Threads: one of its own beside the one that runs statements. Cost: a connection to the coordinator, kept, and one to each node.
 */
final class Lookout implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final long TOLD_EVERY_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration FOREVER = Duration.ofDays(1000);

    private final DataSource coordinator;
    private final Connection worker;
    private final Watcher watcher;
    private @Nullable Session own;
    private @Nullable Self self;

    /** @param worker the session whose statements are looked after */
    Lookout(DataSource coordinator, Connection worker, Watcher watcher) {
        this.coordinator = coordinator;
        this.worker = worker;
        this.watcher = watcher;
    }

    /**
     * Runs what is in a transaction and keeps its own time, and tells how far it has come.
     *
     * <p>Whoever is done sooner than a look takes is not looked at.
     */
    void telling(Operation operation, Attempts.Body body) throws SQLException {
        run(new Look(operation, FOREVER, FOREVER), body);
    }

    /**
     * Runs what is outside of transactions, and tells how far it has come; when it was given up, the failure has the state of a lock
     * timeout and names the lock.
     *
     * @param queueing how long a lock may be waited for that others queue behind
     * @param waiting how long for anything else, such as the end of older transactions
     */
    void during(Operation operation, Duration queueing, Duration waiting, Attempts.Body body) throws SQLException {
        run(new Look(operation, queueing, waiting), body);
    }

    private void run(Look look, Attempts.Body body) throws SQLException {
        var thread = Thread.ofVirtual().name("penstock-lookout").start(look);
        try {
            body.run();
        } catch (SQLException e) {
            look.end(thread);
            throw look.given(e);
        } finally {
            look.end(thread);
        }
        if (look.waited != null) {
            settle();
        }
    }

    /** It ended while it was being given up: what reaches the session now would hit the next statement. */
    private void settle() {
        try {
            self(worker);
        } catch (SQLException e) {
            LOG.debug("a statement was given up after its end", e);
        }
    }

    private Connection own() throws SQLException {
        var open = own;
        if (open != null && open.connection().isClosed()) {
            open.close();
            open = null;
        }
        if (open == null) {
            open = Session.open(coordinator, Session.APPLICATION);
            own = open;
        }
        return open.connection();
    }

    private Self self() throws SQLException {
        var known = self;
        if (known == null) {
            known = self(worker);
            self = known;
        }
        return known;
    }

    private static Self self(Connection connection) throws SQLException {
        return Statement.in("apply", "global_pid")
                .rows(connection, Self.class, Map.of())
                .getFirst();
    }

    @Override
    public void close() throws SQLException {
        if (own != null) {
            own.close();
        }
    }

    /** After one statement. */
    private final class Look implements Runnable {

        private final Statement waits;
        private final Duration pause;
        private final Self ours;
        private final Connection connection;
        private final Progress progress;
        private final boolean bounded;
        private long told = System.nanoTime();
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean ended;
        private volatile @Nullable String waited;

        Look(Operation operation, Duration queueing, Duration waiting) throws SQLException {
            this.ours = self();
            this.connection = own();
            this.progress = new Progress(watcher, operation, ours.gpid(), ours.pid());
            this.bounded = !queueing.equals(FOREVER);
            var template = Statement.in("apply", "node_waits");
            this.waits = new Statement(
                    template.text()
                            .replace("{gpid}", Long.toString(ours.gpid()))
                            .replace("{queueing}", Long.toString(queueing.toMillis()))
                            .replace("{waiting}", Long.toString(waiting.toMillis())),
                    template.parameters());
            var quarter = queueing.dividedBy(4);
            this.pause = quarter.compareTo(SHORTEST_PAUSE) < 0
                    ? SHORTEST_PAUSE
                    : quarter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : quarter;
        }

        @Override
        public void run() {
            try {
                while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS) && !ended) {
                    look();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void look() {
            if (bounded) {
                lookForWaits();
            }
            if (!ended && System.nanoTime() - told > TOLD_EVERY_NANOS) {
                told = System.nanoTime();
                tell();
            }
        }

        private void tell() {
            try {
                progress.look(connection);
            } catch (SQLException | RuntimeException e) {
                LOG.warn("how far a statement has come could not be told: {}", e.getMessage());
            }
        }

        private void lookForWaits() {
            try {
                var found = waits.rows(connection, Wait.class, Map.of());
                if (!found.isEmpty() && !ended) {
                    waited = text(found);
                    Statement.in("apply", "cancel").run(connection, Map.of("pid", ours.pid()));
                    ended = true;
                }
            } catch (SQLException e) {
                LOG.warn("the nodes could not be asked what waits there for locks: {}", e.getMessage());
            }
        }

        void end(Thread thread) {
            ended = true;
            over.countDown();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        SQLException given(SQLException failure) {
            String lock = waited;
            return lock == null
                    ? failure
                    : new SQLException("canceling statement due to lock timeout: " + lock, LOCK_NOT_AVAILABLE, failure);
        }
    }

    private static String text(List<Wait> waits) {
        return waits.getFirst().lock() + " at " + waits.getFirst().node()
                + (waits.size() == 1 ? "" : " and " + (waits.size() - 1) + " more");
    }

    record Self(long gpid, int pid) {}

    record Wait(String node, String lock) {}
}
