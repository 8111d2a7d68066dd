package dev.penstock.citus.apply;

import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an operation waits for. */
final class Gates {

    private Gates() {}

    /**
     * A gate that is closed.
     *
     * @param ask what to say to a person before it
     */
    record Closed(Gate gate, String ask) {}

    /**
     * Those that are closed. Conditions, and what programs say, may speak of what operations before this one make, so they are asked
     * only once those are done.
     *
     * @param confirmed by people
     * @param ready whether the operations before are done
     */
    static List<Closed> closed(Connection connection, Operation operation, Set<String> confirmed, boolean ready)
            throws SQLException {
        var closed = new ArrayList<Closed>();
        for (Gate gate : operation.gates()) {
            switch (gate) {
                case Gate.Condition condition -> {
                    if (ready && !Answers.yes(connection, condition.sql())) {
                        closed.add(new Closed(gate, condition.text()));
                    }
                }
                case Gate.Confirmation confirmation -> {
                    if (!confirmed.contains(confirmation.id())) {
                        closed.add(new Closed(
                                gate,
                                sentence(confirmation.text()) + " If that is so, apply again with --confirm "
                                        + confirmation.id()));
                    }
                }
                case Gate.Heartbeat heartbeat -> {
                    if (ready && !confirmed.contains(heartbeat.id())) {
                        var alive = Answers.texts(connection, heartbeat.sql());
                        if (!alive.isEmpty()) {
                            closed.add(new Closed(gate, ask(heartbeat, alive)));
                        }
                    }
                }
            }
        }
        return List.copyOf(closed);
    }

    /** What programs say today they may not say tomorrow, so it is written down each time that it opens a gate. */
    static void passed(Connection connection, Journal journal, Operation operation, Set<String> confirmed)
            throws SQLException {
        for (Gate gate : operation.gates()) {
            if (gate instanceof Gate.Heartbeat heartbeat && !confirmed.contains(heartbeat.id())) {
                journal.passed(
                        connection,
                        heartbeat.id(),
                        "no program alive below version " + heartbeat.minimum() + " in " + heartbeat.table());
            }
        }
    }

    private static String ask(Gate.Heartbeat heartbeat, List<String> alive) {
        return sentence(heartbeat.text()) + " By " + heartbeat.table() + " these are alive and older than "
                + heartbeat.minimum() + ": " + String.join("; ", alive)
                + ". Stop or renew them, then apply again; or, where you know better, with --confirm " + heartbeat.id();
    }

    private static String sentence(String text) {
        return text.replaceFirst("(?<![.])$", ".");
    }
}
