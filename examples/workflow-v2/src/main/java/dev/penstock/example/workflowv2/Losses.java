package dev.penstock.example.workflowv2;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

/** What the database had promised and does not hold any more. */
public final class Losses {

    private Losses() {}

    /** Closes the connection. */
    public static List<String> of(Connection connection, String schema, Ledger ledger) throws SQLException {
        var done = new HashMap<UUID, Boolean>();
        var steps = new HashMap<UUID, Steps>();
        // Apart, because Citus joins by the tenant only, which the old release does not know.
        try (connection;
                var statement = connection.createStatement()) {
            try (var rows =
                    statement.executeQuery("select run_id, status = 'SUCCEEDED' from " + schema + ".workflow_runs")) {
                while (rows.next()) {
                    done.put(rows.getObject(1, UUID.class), rows.getBoolean(2));
                }
            }
            try (var rows =
                    statement.executeQuery("select run_id, count(*), count(*) filter (where status = 'SUCCEEDED')"
                            + " from " + schema + ".workflow_run_steps group by 1")) {
                while (rows.next()) {
                    steps.put(rows.getObject(1, UUID.class), new Steps(rows.getInt(2), rows.getInt(3)));
                }
            }
        }
        var losses = new ArrayList<String>();
        ledger.runs.forEach((run, kept) -> {
            var isDone = done.get(run);
            var there = steps.getOrDefault(run, new Steps(0, 0));
            if (isDone == null) {
                losses.add("run " + run + " is gone");
            } else if (there.all() != kept.steps()) {
                losses.add("run " + run + " has " + there.all() + " of " + kept.steps() + " steps");
            } else if (kept.isDone() && !(isDone && there.done() == kept.steps())) {
                losses.add("run " + run + " has lost that it succeeded, or one of its steps has");
            }
        });
        return losses;
    }

    private record Steps(int all, int done) {}
}
