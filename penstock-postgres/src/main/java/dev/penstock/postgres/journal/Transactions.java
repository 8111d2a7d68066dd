package dev.penstock.postgres.journal;

import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.ByNode;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.step.StepKey;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Store;
import dev.penstock.store.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Transactional steps: the application's writes and the step's record in one commit, by the same append call that the
 * journal uses.
 */
public final class Transactions {

    private static final int ANSWER_SECONDS = 5;
    private static final String TRANSACTION_RESOLUTION_UNKNOWN = "08007";
    private static final String NO_PARTICULAR_KIND = "XX000";

    private final Connections connections;
    private final ByNode byNode;
    private final Append append;
    private final Sql settled;
    private final Sql wroteHere;
    private final Sql takePart;
    private final Shards shards;
    private final Duration giveUpAfter;
    /**
     * All connections but one may be in the hands of transactional steps, which last as long as the application likes:
     * heartbeats, claims and look-ups must not queue behind them.
     */
    private final Semaphore turns;
    /**
     * Of several nodes none has all turns: one that is silent would keep the steps of all others waiting. Nor has a node's steps
     * all of the node's connections: its look-ups must not queue behind them.
     */
    private final Map<Integer, Semaphore> turnsOfNodes = new ConcurrentHashMap<>();

    private final int turnsPerNode;

    public Transactions(
            Connections connections,
            ByNode byNode,
            Append append,
            Statements statements,
            Shards shards,
            Duration giveUpAfter) {
        this.byNode = byNode;
        this.shards = shards;
        this.connections = connections;
        this.append = append;
        this.settled = statements.statement("step/settled");
        this.wroteHere = statements.statement("journal/wrote_here");
        this.takePart = statements.statement("journal/take_part");
        this.giveUpAfter = giveUpAfter;
        this.turns = new Semaphore(Math.max(1, connections.size() - 1), true);
        this.turnsPerNode = Math.max(1, byNode.ofOneNode() - 1);
    }

    /**
     * Does {@code work} again when the connection is lost before anything was committed, or when the record has to wait
     * for a lock; what {@code work} throws over a connection that stands is thrown on, and so is what the commit finds
     * wrong with its writes. Waits for its turn as long as it takes; an interrupt ends the wait.
     */
    public Verdict transact(Holding holding, Store.TransactionWork work) throws Exception {
        var backoff = new Backoff(giveUpAfter);
        while (true) {
            var attempt = new Attempt(holding, work);
            try {
                return inTurn(attempt);
            } catch (SQLException thrown) {
                var step = attempt.committing;
                if (Attempt.troubleOf(thrown) == Trouble.GONE && step != null && isSettled(holding, step)) {
                    return Verdict.RECORDED;
                }
                if (attempt.isOvertakenByShards(thrown)) {
                    continue;
                }
                if (!attempt.isWorthAnother(thrown) || !backoff.pause()) {
                    throw attempt.committing == null
                            ? Trouble.coded("transactional step of run " + holding.run(), thrown)
                            : thrown;
                }
            } catch (WorkFailed failed) {
                if (!attempt.isLost(failed.thrown) || !backoff.pause()) {
                    throw failed.thrown;
                }
            }
        }
    }

    /** Nobody has a turn between attempts, so that who waits for a node that is lost is in nobody's way. */
    private Verdict inTurn(Attempt attempt) throws SQLException, InterruptedException {
        var ofNode = turnsOf(attempt.holding.run());
        ofNode.acquire();
        try {
            turns.acquire();
            try {
                return attempt.run();
            } finally {
                turns.release();
            }
        } finally {
            ofNode.release();
        }
    }

    private Semaphore turnsOf(RunKey run) {
        return shards.nodes().size() < 2
                ? new Semaphore(1)
                : turnsOfNodes.computeIfAbsent(shards.nodeOf(run.tenant()), node -> new Semaphore(turnsPerNode, true));
    }

    private boolean isSettled(Holding holding, StepKey step) {
        var what = "outcome of step " + step + " of run " + holding.run();
        var pruning = Shards.pruning(List.of(holding.run()), run -> run);
        return shards.either(
                connections,
                what,
                connection -> isSettled(connection, holding, step, null),
                () -> byNode.of(holding.run().tenant())
                        .repeatably(what, connection -> isSettled(connection, holding, step, pruning)));
    }

    private boolean isSettled(Connection connection, Holding holding, StepKey step, String @Nullable [] pruning)
            throws SQLException {
        try (var look = settled.on(connection)) {
            return Boolean.TRUE.equals(look.set("route", holding.run().tenant())
                    .set("pruning", pruning)
                    .set("run", holding.run().id().value())
                    .set("worker", holding.worker().value())
                    .set("name", step.name())
                    .set("occurrence", step.occurrence())
                    .set("item", step.item())
                    .value(Boolean.class));
        }
    }

    /** One try, and how far it came. */
    private final class Attempt {
        private final Holding holding;
        private final Store.TransactionWork work;
        private final boolean sharded = shards.exist();
        /** Set as soon as a commit may have happened. */
        private @Nullable StepKey committing;
        /** Whether it was our connection that was lost, not one that the work uses besides. */
        private boolean lost = true;
        /** What our connection said to the work; on Citus it may stand while a node behind it is lost. */
        private final Set<Throwable> said = Collections.newSetFromMap(new IdentityHashMap<>());

        Attempt(Holding holding, Store.TransactionWork work) {
            this.holding = holding;
            this.work = work;
        }

        Verdict run() throws SQLException {
            return byNode.of(holding.run().tenant()).once(this::inTransaction);
        }

        boolean isLost(Exception thrown) {
            return (lost || saidByOurs(thrown)) && troubleOf(thrown) == Trouble.GONE;
        }

        private boolean saidByOurs(Exception thrown) {
            for (Throwable at = thrown; at != null; at = at.getCause()) {
                if (said.contains(at)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether it was refused because it was for one PostgreSQL, and there have come shards. */
        boolean isOvertakenByShards(SQLException thrown) {
            return !sharded && troubleOf(thrown) != Trouble.GONE && shards.haveCome(connections);
        }

        /** Whether nothing was written and nothing is wrong with what was asked. */
        boolean isWorthAnother(SQLException thrown) {
            return lost ? troubleOf(thrown) == Trouble.GONE : troubleOf(thrown) != Trouble.REFUSED;
        }

        private static Trouble troubleOf(Exception thrown) {
            for (Throwable at = thrown; at != null; at = at.getCause()) {
                if (at instanceof SQLException refused) {
                    return Trouble.of(refused);
                }
            }
            return Trouble.REFUSED;
        }

        private Verdict inTransaction(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                var step = work(connection);
                if (sharded) {
                    bindWhatWasWrittenHere(connection);
                }
                var verdict = append(connection, step);
                if (verdict != Verdict.SUPERSEDED) {
                    committing = step.key();
                    commit(connection);
                    committed = true;
                }
                return verdict;
            } finally {
                if (!committed) {
                    lost = !connection.isValid(ANSWER_SECONDS);
                    rollBack(connection);
                }
                release(connection);
            }
        }

        /**
         * A table of the application that is not distributed lies on the coordinator alone, of which Citus knows nothing: it
         * would commit on the shard first and then here. With a second shard it commits in two phases, of which the
         * coordinator's own commit is the decisive one.
         */
        private void bindWhatWasWrittenHere(Connection connection) throws SQLException {
            try (var look = wroteHere.on(connection)) {
                if (!Boolean.TRUE.equals(look.value(Boolean.class))) {
                    return;
                }
            }
            var elsewhere = shards.elsewhere(holding.run().tenant());
            if (elsewhere != null) {
                try (var second = takePart.on(connection)) {
                    second.set("tenant", elsewhere).write();
                }
            }
        }

        /**
         * When a node does not confirm its commit, Citus warns, or fails with an error of no particular kind: what became
         * of it is to be looked up then.
         */
        private void commit(Connection connection) throws SQLException {
            connection.clearWarnings();
            try {
                connection.commit();
            } catch (SQLException thrown) {
                throw sharded && NO_PARTICULAR_KIND.equals(thrown.getSQLState()) ? unknown(thrown) : thrown;
            }
            var warning = connection.getWarnings();
            if (sharded && warning != null) {
                throw unknown(warning);
            }
        }

        private static SQLException unknown(SQLException said) {
            return new SQLTransientConnectionException(said.getMessage(), TRANSACTION_RESOLUTION_UNKNOWN, said);
        }

        private StepWrite work(Connection connection) {
            try {
                return work.run(GuardedConnection.of(connection, said::add));
            } catch (Exception thrown) {
                throw new WorkFailed(thrown);
            }
        }

        private Verdict append(Connection connection, StepWrite step) throws SQLException {
            var verdict = new CompletableFuture<Verdict>();
            var entry = new Pending.PendingEntry(Entry.of(holding, step), verdict);
            try (var call = append.on(connection)) {
                entry.settle(append.call(call, new Columns(), List.of(entry), false, sharded));
            }
            return verdict.join();
        }

        private void rollBack(Connection connection) {
            try {
                connection.rollback();
            } catch (SQLException lost) {
                // The server rolls back what has lost its connection.
            }
        }

        private void release(Connection connection) {
            try {
                connection.setAutoCommit(true);
            } catch (SQLException lost) {
                // The pool finds out when it takes the connection back.
            }
        }
    }

    /** Carries what the work threw past the pool. */
    private static final class WorkFailed extends RuntimeException {
        private final transient Exception thrown;

        WorkFailed(Exception thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }
}
