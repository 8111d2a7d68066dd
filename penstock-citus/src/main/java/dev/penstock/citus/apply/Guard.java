package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.APPLY_IN_PROGRESS;
import static dev.penstock.citus.failure.CitusErrorCode.CONNECTION_LOST;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.everyday.Standing;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The right to apply in this database, held by a connection of its own as long as this is open.
 *
 * <p>Threads: one.
 */
public final class Guard implements AutoCloseable {

    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;
    private static final int ANSWER_SECONDS = 5;
    private static final String APPLICATION = Session.APPLICATION + " guard";

    private final Session session;
    private final Connection connection;

    private Guard(Session session) {
        this.session = session;
        this.connection = session.connection();
    }

    /** Errors: somebody else has it → {@code PEN-6020}, which says who; the server is a worker → {@code PEN-6050}. */
    public static Guard take(DataSource coordinator) throws SQLException {
        var session = Session.open(coordinator, APPLICATION);
        var connection = session.connection();
        try {
            Standing.of(connection).requireCoordinator();
            boolean locked = Statement.in("apply", "try_lock")
                    .rows(connection, Locked.class, Map.of())
                    .getFirst()
                    .locked();
            if (!locked) {
                throw inProgress(connection);
            }
            return new Guard(session);
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Ends the sessions that a killed apply left behind and waits until they have. With the lock in hand, a session of that
     * name that is not our own is nobody's.
     *
     * @return how many there were
     */
    int endPredecessors(Connection own) throws SQLException {
        Map<String, Object> values =
                Map.of("application", Session.APPLICATION, "own", List.of(Session.pid(own), Session.pid(connection)));
        int ended = Statement.in("apply", "end_predecessors")
                .rows(connection, Ended.class, values)
                .size();
        long deadline = System.nanoTime() + ENDING.toNanos();
        while (!Statement.in("apply", "predecessors")
                .rows(connection, Pid.class, values)
                .isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CitusException(
                        APPLY_IN_PROGRESS,
                        "sessions of an apply that was killed do not end; look for \"" + Session.APPLICATION
                                + "\" in pg_stat_activity");
            }
            Pause.millis(POLL_MILLIS);
        }
        return ended;
    }

    /** Errors: the connection, and the lock with it, is lost → {@code PEN-6025}. Cost: a round trip. */
    public void check() {
        try {
            if (connection.isValid(ANSWER_SECONDS)) {
                return;
            }
        } catch (SQLException e) {
            throw lost(e);
        }
        throw lost(null);
    }

    /** The lock goes with the session. */
    @Override
    public void close() throws SQLException {
        session.close();
    }

    private static CitusException lost(java.lang.@org.jspecify.annotations.Nullable Throwable cause) {
        return new CitusException(
                CONNECTION_LOST,
                "the connection that holds the lock on applying was lost; apply again, it goes on where this stopped",
                cause);
    }

    private static CitusException inProgress(Connection connection) throws SQLException {
        String who = Statement.in("apply", "lock_holder").rows(connection, Holder.class, Map.of()).stream()
                .findFirst()
                .map(Holder::toString)
                .orElse("a session that has just ended; try again");
        return new CitusException(
                APPLY_IN_PROGRESS, "a plan is being applied or taken back in this database already, by " + who);
    }

    record Locked(boolean locked, int pid) {}

    record Ended(int pid, boolean ended) {}

    record Pid(int pid) {}

    record Holder(int pid, String application, String user, String address, String since) {
        @Override
        public String toString() {
            return user + " from " + address + " (process " + pid + ", \"" + application + "\", since " + since + ")";
        }
    }
}
