package dev.penstock.citus.verify;

import dev.penstock.citus.apply.Answers;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether every operation is done, by its own probe. */
record OperationsCheck(Connection connection, Plan plan) {

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        for (Operation operation : plan.operations()) {
            try {
                if (!Answers.yes(connection, operation.probe())) {
                    failures.add("operation " + operation.id() + " (" + operation.title() + ") is not done");
                }
            } catch (SQLException e) {
                if (connection.isClosed()) {
                    throw e;
                }
                failures.add("the probe of operation " + operation.id() + " fails: " + e.getMessage());
            }
        }
        return new Check("operations", plan.operations().size() + " operations", failures, List.of());
    }
}
