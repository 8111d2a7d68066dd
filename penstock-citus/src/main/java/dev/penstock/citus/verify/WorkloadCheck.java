package dev.penstock.citus.verify;

import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How many shards each of the application's statements would go to. Nothing is carried out. */
record WorkloadCheck(Connection connection, String workload) {

    private static final Pattern TASKS = Pattern.compile("Task Count: (\\d+)");

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
        try (var explain = connection.createStatement();
                var rows = explain.executeQuery("explain (costs off) " + statement.sql())) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            var tasks = TASKS.matcher(plan);
            long most = tasks.results()
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .max()
                    .orElse(-1);
            if (most > 1) {
                failures.add(name + " goes to " + most + " shards");
            } else if (plan.indexOf("pull to coordinator") >= 0 || plan.indexOf("repartition") >= 0) {
                failures.add(name + " moves rows between nodes");
            } else if (most < 0) {
                notes.add(name + " stays on the coordinator");
            }
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            connection.rollback(savepoint);
            failures.add(name + " is refused: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
