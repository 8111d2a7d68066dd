package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.NOT_REVERSIBLE;
import static dev.penstock.citus.failure.CitusErrorCode.OPERATION_FAILED;

import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Takes a plan back, last operation first, as far as there is a way. */
public final class Reverser {

    private Reverser() {}

    /**
     * What would be taken back, and where that ends.
     *
     * @param steps operations in the order in which they are taken back
     * @param end the operation behind which there is no way; null when all of it can be taken back
     */
    public record Way(List<Operation> steps, @Nullable Operation end) {

        /** Why the way ends; null when it does not. */
        public @Nullable String why() {
            return end != null && end.reversal() instanceof Reversal.Impossible impossible ? impossible.why() : null;
        }
    }

    /** Changes nothing. Errors: the plan was never applied here → {@code PEN-6028}. */
    public static Way way(DataSource coordinator, Plan plan) {
        try (var session = Session.open(coordinator, "penstock citus dry run")) {
            return way(session.connection(), plan);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /**
     * Takes back what {@link #way} names. Killed anywhere, it goes on when asked again.
     *
     * <p>Locks: as the statements take, within the budget of the options. Errors: as {@link Applier#apply}; the plan was never
     * applied here → {@code PEN-6028}.
     */
    public static Way reverse(DataSource coordinator, Plan plan, ApplyOptions options, Watcher watcher) {
        try (var guard = Guard.take(coordinator);
                var session = Session.open(coordinator, Session.APPLICATION);
                var lookout = new Lookout(coordinator, session.connection(), watcher)) {
            var connection = session.connection();
            guard.endPredecessors(connection);
            var way = way(connection, plan);
            var journal = Journal.of(plan);
            var attempts = new Attempts(connection, options, watcher, LockOrder.of(plan), lookout);
            var runner = new StatementRunner(connection, attempts, options, watcher);
            watcher.planned(plan.operations().size(), way.steps().size());
            for (Operation operation : way.steps()) {
                guard.check();
                watcher.began(operation);
                Attempts.Body reversed = () -> journal.reversed(connection, operation.id());
                if (operation.reversal() instanceof Reversal.By by) {
                    run(runner, operation, by, reversed);
                } else {
                    reversed.run();
                }
                watcher.finished(operation, !(operation.reversal() instanceof Reversal.By));
            }
            if (way.end() == null) {
                attempts.once(() -> journal.reversed(connection));
            }
            return way;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private static void run(StatementRunner runner, Operation operation, Reversal.By by, Attempts.Body reversed)
            throws SQLException {
        try {
            runner.run(operation, by.statements(), reversed);
        } catch (SQLException e) {
            throw new CitusException(
                    OPERATION_FAILED,
                    "operation " + operation.id() + " (" + operation.title() + ") could not be taken back (SQLSTATE "
                            + e.getSQLState() + "): " + e.getMessage() + "; mend that and roll back again",
                    e);
        }
    }

    /** Only what this plan did itself, and did: an operation that was found done was somebody else's, one that failed left nothing. */
    private static Way way(Connection connection, Plan plan) throws SQLException {
        if (!Journal.installed(connection)) {
            throw unknown(plan);
        }
        var journal = Journal.of(plan);
        if (journal.plan(connection).isEmpty()) {
            throw unknown(plan);
        }
        var entries = journal.operations(connection);
        var steps = new ArrayList<Operation>();
        for (Operation operation : plan.operations().reversed()) {
            var entry = entries.get(operation.id());
            if (entry == null || entry.attempts() == 0 || entry.state().equals("reversed")) {
                continue;
            }
            if (!Outcome.left(connection, operation, entry)) {
                continue;
            }
            if (operation.reversal() instanceof Reversal.Impossible) {
                return new Way(List.copyOf(steps), operation);
            }
            steps.add(operation);
        }
        return new Way(List.copyOf(steps), null);
    }

    private static CitusException unknown(Plan plan) {
        return new CitusException(
                NOT_REVERSIBLE,
                "plan \"" + plan.goal()
                        + "\" was never applied in this database, or was changed since; roll back with the"
                        + " very file that was applied");
    }

    private static CitusException refused(SQLException e) {
        return new CitusException(
                OPERATION_FAILED, "the server refused (SQLSTATE " + e.getSQLState() + "): " + e.getMessage(), e);
    }
}
