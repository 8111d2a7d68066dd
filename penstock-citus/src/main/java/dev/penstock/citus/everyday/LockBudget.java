package dev.penstock.citus.everyday;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static dev.penstock.citus.failure.CitusErrorCode.LOCK_NOT_OBTAINED;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long locks are waited for, on the coordinator and on the workers.
 *
 * @param timeout of one attempt, and so how long the application may queue behind it
 * @param patience how long it is tried again; between two attempts nothing is locked
 */
public record LockBudget(Duration timeout, Duration patience) {

    public static final LockBudget DEFAULT = new LockBudget(Duration.ofMillis(500), Duration.ofMinutes(1));

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    public LockBudget {
        if (timeout.toMillis() < 1 || patience.isNegative()) {
            throw new CitusException(
                    INVALID_OPTION,
                    "a lock timeout of " + timeout + " and patience of " + patience
                            + "; 1 ms or more, and 0 or more, are accepted");
        }
    }

    /** What is done under locks. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Gives the rest of the connection's transaction this budget; workers are told too. */
    public void announce(Connection connection) throws SQLException {
        var budget = Statement.in("apply", "budget");
        new Statement(budget.text().replace("{lock_timeout}", Long.toString(timeout.toMillis())), budget.parameters())
                .run(connection, Map.of());
    }

    void statement(Connection connection, String sql) throws SQLException {
        run(connection, () -> new Statement(sql, java.util.List.of()).run(connection, Map.of()));
    }

    /** In the caller's transaction once and as it is; otherwise in one of its own, again while locks are not to be had. */
    void run(Connection connection, Work work) throws SQLException {
        if (!connection.getAutoCommit()) {
            work.run();
            return;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                once(connection, work);
                return;
            } catch (SQLException e) {
                if (!LockNotHad.is(e)) {
                    throw e;
                }
                if (System.nanoTime() > deadline) {
                    throw new CitusException(
                            LOCK_NOT_OBTAINED,
                            "no lock in " + attempt + " attempts of " + timeout.toMillis()
                                    + " ms; look for long transactions, then try again: " + e.getMessage(),
                            e);
                }
                pause(attempt);
            }
        }
    }

    private void once(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            announce(connection);
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Longer each time, and never the same twice, so that two do not meet again and again. */
    static void pause(int attempt) throws SQLException {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting to try again", e);
        }
    }
}
