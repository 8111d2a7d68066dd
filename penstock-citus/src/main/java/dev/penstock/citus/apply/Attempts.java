package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.LOCK_NOT_OBTAINED;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.failure.ServerMessage;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Transactions within a lock budget, tried until they get their locks. */
final class Attempts {

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Connection connection;
    private final ApplyOptions options;
    private final Watcher watcher;
    private final LockOrder order;
    private final Lookout lookout;

    Attempts(Connection connection, ApplyOptions options, Watcher watcher, LockOrder order, Lookout lookout) {
        this.lookout = lookout;
        this.connection = connection;
        this.options = options;
        this.watcher = watcher;
        this.order = order;
    }

    /** What is done on the connection. */
    @FunctionalInterface
    interface Body {
        void run() throws SQLException;
    }

    /** In one transaction, which has given up all its locks before it is tried again. */
    void transaction(Operation operation, Body body) throws SQLException {
        transaction(operation, List.of(), body);
    }

    /** In one transaction, which begins with these locks. */
    void transaction(Operation operation, List<Latch> latches, Body body) throws SQLException {
        retrying(
                operation,
                () -> once(() -> {
                    budget(options.lockTimeout().toMillis());
                    lock(order.sort(latches));
                    if (operation.work() instanceof Work.Batches) {
                        body.run();
                    } else {
                        lookout.telling(operation, body);
                    }
                }));
    }

    /** All within one budget: whoever waits behind the first waits until we have the last. */
    private void lock(List<Latch> latches) throws SQLException {
        long deadline = System.nanoTime() + options.lockTimeout().toNanos();
        for (Latch latch : latches) {
            try {
                if (Answers.yes(connection, latch.there())) {
                    budget(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                    Answers.run(connection, List.of(latch.sql()));
                }
            } catch (SQLException e) {
                if (Refusal.of(e) == Refusal.LATER && !latch.equals(latches.getFirst())) {
                    order.waitedInVain(latch.table());
                }
                throw e;
            }
        }
        if (!latches.isEmpty()) {
            budget(options.lockTimeout().toMillis());
        }
    }

    /** Outside of any transaction. The nodes do not know of the budget, so somebody looks what waits there. */
    void alone(Operation operation, Duration lockTimeout, Body body) throws SQLException {
        retrying(operation, () -> {
            alone(lockTimeout.toMillis());
            try {
                lookout.during(operation, lockTimeout, options.patience(), body);
            } finally {
                if (!connection.isClosed()) {
                    alone(0);
                }
            }
        });
    }

    private void alone(long millis) throws SQLException {
        var alone = Statement.in("apply", "budget_alone");
        new Statement(alone.text().replace("{lock_timeout}", Long.toString(millis)), alone.parameters())
                .run(connection, Map.of());
    }

    /** In one transaction, tried once and without a budget: for what only reads, or writes the journal. */
    void once(Body body) throws SQLException {
        connection.setAutoCommit(false);
        try {
            body.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private void rollback(Exception because) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private void budget(long millis) throws SQLException {
        var budget = Statement.in("apply", "budget");
        new Statement(budget.text().replace("{lock_timeout}", Long.toString(millis)), budget.parameters())
                .run(connection, Map.of());
    }

    private void retrying(Operation operation, Body body) throws SQLException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                body.run();
                return;
            } catch (SQLException e) {
                if (connection.isClosed() || Refusal.of(e) != Refusal.LATER) {
                    throw e;
                }
                if (System.nanoTime() > deadline) {
                    throw new CitusException(
                            LOCK_NOT_OBTAINED,
                            "operation " + operation.id() + " did not get its locks in " + attempt + " attempts of "
                                    + options.lockTimeout().toMillis() + " ms (" + ServerMessage.firstLine(e)
                                    + "); look for long transactions in pg_stat_activity, then apply again",
                            e);
                }
                long pause = pause(attempt);
                watcher.retrying(operation, attempt, Duration.ofMillis(pause), ServerMessage.firstLine(e));
                Pause.millis(pause);
            }
        }
    }

    /** Doubles, and varies by half so that two who wait for each other do not do so in step. */
    private static long pause(int attempt) {
        long grown = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
        return grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1);
    }
}
