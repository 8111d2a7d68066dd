package dev.penstock.postgres.claim;

import dev.penstock.postgres.sql.Bound;
import dev.penstock.store.Look;
import java.sql.SQLException;
import java.util.List;

/** Sets what the statements of a look are given. */
final class LookParameters {

    private LookParameters() {}

    static Bound workflows(Bound statement, Look look) throws SQLException {
        var definitions = look.workflows();
        return statement
                .set(
                        "workflows",
                        texts(definitions.stream()
                                .map(Look.Definition::workflow)
                                .toList()))
                .set(
                        "versions",
                        texts(definitions.stream().map(Look.Definition::version).toList()));
    }

    static Bound queues(Bound statement, Look look, List<String> queues) throws SQLException {
        return workflows(statement, look)
                .set("queues", texts(queues))
                .set("rooms", queues.stream().mapToInt(look.rooms()::get).toArray());
    }

    static Bound turns(Bound statement, Look look, String queue) throws SQLException {
        var heavy = List.copyOf(look.weights().keySet());
        return workflows(statement, look)
                .set("queues", new String[] {queue})
                .set("limit", look.rooms().getOrDefault(queue, 0) + look.surplus())
                .set("closed", texts(List.copyOf(look.closedTenants())))
                .set("heavy", texts(heavy))
                .set("weights", heavy.stream().mapToInt(look.weights()::get).toArray());
    }

    private static String[] texts(List<String> all) {
        return all.toArray(String[]::new);
    }
}
