package dev.penstock.example.workflowv2;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the database had promised and does not hold any more. */
public final class Losses {

    private Losses() {}

    /** Closes the connection. */
    public static List<String> of(Connection connection, String schema, Ledger ledger) throws SQLException {
        var found = new HashMap<UUID, Integer>();
        try (connection;
                var statement = connection.createStatement()) {
            count(statement.executeQuery("select run_id, 0 from " + schema + ".workflow_runs"), found);
            count(
                    statement.executeQuery(
                            "select run_id, count(*)::int from " + schema + ".workflow_run_steps group by 1"),
                    found);
        }
        var losses = new ArrayList<String>();
        ledger.stepsByRun().forEach((run, steps) -> {
            Integer there = found.get(run);
            if (there == null) {
                losses.add("run " + run + " is gone");
            } else if (!there.equals(steps)) {
                losses.add("run " + run + " has " + there + " of " + steps + " steps");
            }
        });
        return losses;
    }

    private static void count(java.sql.ResultSet rows, Map<UUID, Integer> found) throws SQLException {
        try (rows) {
            while (rows.next()) {
                found.put(rows.getObject(1, UUID.class), rows.getInt(2));
            }
        }
    }
}
