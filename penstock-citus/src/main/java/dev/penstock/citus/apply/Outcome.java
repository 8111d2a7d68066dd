package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.journal.OperationEntry;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** What has become of an operation, by what the database and the journal say. */
final class Outcome {

    /** A probe may speak of what only operations before its own make: column, table, object, schema. */
    private static final Set<String> UNDEFINED = Set.of("42703", "42P01", "42704", "3F000");

    private Outcome() {}

    /**
     * Whether there is nothing left to do: by the database, but for two things that it cannot know. While a component is half moved,
     * foreign keys are away, and Citus refuses to join what has moved with what has not: of what came before the move the journal
     * tells. And a move that stopped is never done, though all its tables are in shards: it sweeps and restores behind that, which it
     * can do again.
     */
    static boolean done(Connection connection, Plan plan, Operation operation, Map<String, OperationEntry> recorded)
            throws SQLException {
        if (operation.work() instanceof Work.Distribute && stopped(recorded, operation)) {
            return false;
        }
        boolean moving = plan.operations().stream()
                .dropWhile(each -> !each.id().equals(operation.id()))
                .skip(1)
                .filter(later -> later.work() instanceof Work.Distribute)
                .anyMatch(later -> stopped(recorded, later));
        if (moving && in(recorded, operation, "done")) {
            return true;
        }
        return probed(connection, operation);
    }

    /** Whether an operation that was begun has left anything to take back. What is one transaction is done whole or not at all. */
    static boolean left(Connection connection, Operation operation, OperationEntry entry) throws SQLException {
        if (entry.state().equals("done")) {
            return true;
        }
        return switch (operation.work()) {
            case Work.Statements work -> work.transaction() == Work.Transaction.NONE || probed(connection, operation);
            case Work.Batches ignored -> true;
            case Work.Quarantine work -> putAside(connection, work);
            case Work.Distribute work -> begun(connection, work);
        };
    }

    /** Whether the operation's probe says that it is done. */
    static boolean probed(Connection connection, Operation operation) throws SQLException {
        try {
            return Answers.yes(connection, operation.probe());
        } catch (SQLException e) {
            if (undefined(e)) {
                return false;
            }
            throw new SQLException(
                    "the probe of operation " + operation.id() + " failed: " + e.getMessage(), e.getSQLState(), e);
        }
    }

    /** In rounds, each a transaction: some may have come before the one that failed. */
    private static boolean putAside(Connection connection, Work.Quarantine work) throws SQLException {
        try {
            return !StatementRunner.quarantined(connection, work).isEmpty();
        } catch (SQLException e) {
            if (undefined(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Nobody knows whether what goes before the move is gone. */
    private static boolean begun(Connection connection, Work.Distribute work) throws SQLException {
        if (!work.before().isEmpty()) {
            return true;
        }
        for (Work.Target target : work.tables()) {
            if (CatalogReader.distributionOf(connection, target.table()).distributed()) {
                return true;
            }
        }
        for (Work.ForeignKey key : work.foreignKeys()) {
            var there = Mover.there(connection, key);
            if (!there.exists() || (key.validate() != null && !there.validated())) {
                return true;
            }
        }
        return false;
    }

    private static boolean undefined(SQLException e) {
        return UNDEFINED.contains(String.valueOf(e.getSQLState()));
    }

    private static boolean stopped(Map<String, OperationEntry> recorded, Operation operation) {
        return in(recorded, operation, "running") || in(recorded, operation, "failed");
    }

    private static boolean in(Map<String, OperationEntry> recorded, Operation operation, String state) {
        var entry = recorded.get(operation.id());
        return entry != null && entry.state().equals(state);
    }
}
