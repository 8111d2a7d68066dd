package dev.penstock.citus.lint.trace;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.everyday.CitusCommands;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at the scratch databases of all nodes from a session of its own, which sees what is committed, and the locks of what is not.
 *
 * <p>Cost: a connection to each node for every look.
 */
final class Observer {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LOCKS = Statement.in("lint", "node_locks").text();
    private static final String STATE = Statement.in("lint", "node_state").text();

    private final Connection connection;

    Observer(Connection connection) {
        this.connection = connection;
    }

    Locks locks() throws SQLException {
        return Locks.of(answers(LOCKS, Locks.Answer.class));
    }

    State state() throws SQLException {
        return State.of(answers(STATE, State.Answer.class));
    }

    /** What a session itself sees of its node, before it commits. */
    static State stateSeenBy(Connection session) throws SQLException {
        var answer = Statement.in("lint", "node_state")
                .rows(session, Text.class, Map.of())
                .getFirst()
                .answer();
        return State.of(Map.of("this", JSON.readValue(answer, State.Answer.class)));
    }

    /** The names of what a process has committed in two phases. */
    Set<String> prepared(int pid) throws SQLException {
        var names = new HashSet<String>();
        Statement.in("lint", "prepared")
                .rows(connection, Name.class, Map.of("pid", pid))
                .forEach(row -> names.add(row.name()));
        return names;
    }

    private <T> Map<String, T> answers(String command, Class<T> type) throws SQLException {
        var answers = new LinkedHashMap<String, T>();
        for (var answer : Statement.in("everyday", "on_nodes")
                .rows(connection, CitusCommands.Answer.class, Map.of("command", command))) {
            if (!answer.success()) {
                throw new SQLException("node " + answer.node() + " says: " + answer.result());
            }
            answers.put(answer.node(), JSON.readValue(String.valueOf(answer.result()), type));
        }
        return answers;
    }

    record Text(String answer) {}

    record Name(String name) {}
}
