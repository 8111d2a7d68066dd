package dev.penstock.citus.verify;

import dev.penstock.citus.failure.ServerMessage;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How many shards each of the application's statements would go to. Nothing is carried out. */
record WorkloadCheck(Connection connection, String workload) {

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        var notes = new ArrayList<String>();
        var statements = Workload.statements(workload);
        connection.setAutoCommit(false);
        try {
            for (var statement : statements) {
                explain(statement, failures, notes);
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return new Check("workload", statements.size() + " statements", failures, notes);
    }

    private void explain(Workload.Statement statement, List<String> failures, List<String> notes) throws SQLException {
        var savepoint = connection.setSavepoint();
        String name = "line " + statement.line() + ": " + statement.start();
        try {
            var route = Route.of(connection, "explain (costs off) " + statement.sql());
            if (route.shards() > 1) {
                failures.add(name + " goes to " + route.shards() + " shards");
            } else if (route.moves()) {
                failures.add(name + " moves rows between nodes");
            } else if (route.local()) {
                notes.add(name + " stays on the coordinator");
            }
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            connection.rollback(savepoint);
            failures.add(name + " is refused: " + ServerMessage.firstLine(e));
        }
    }
}
