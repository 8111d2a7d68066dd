package dev.penstock.postgres.claim;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.EachNode;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.Look;
import dev.penstock.store.RunKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for due runs on Citus, node by node: each executes the look-up on its own shards, which Citus itself would not
 * do for one with a limit per priority. A node that cannot be reached is passed over, so that the tenants of the others
 * go on.
 */
final class DueOnNodes implements DueLook {

    private static final Duration SOON = Duration.ofSeconds(1);

    private static final String[] NUMBERED = {
        "workflows", "versions", "queues", "rooms", "limit", "after", "closed", "heavy", "weights"
    };

    private final Shards shards;
    private final EachNode nodes;
    private final Sql findDue;
    private final Sql findTurns;
    private final Sql nextDue;
    private final Sql reach;
    private final String findDueQuery;
    private final String findTurnsQuery;
    private final String nextDueQuery;

    DueOnNodes(Connections connections, Statements statements, Shards shards) {
        this.shards = shards;
        this.nodes = new EachNode(connections, shards, "looking for due runs", SOON);
        this.findDue = statements.statement("claim/find_due_on_node");
        this.findTurns = statements.statement("claim/find_turns_on_node");
        this.nextDue = statements.statement("claim/next_due_on_node");
        this.reach = statements.statement("claim/reach");
        this.findDueQuery = query(statements, "claim/find_due");
        this.findTurnsQuery = query(statements, "claim/find_turns");
        this.nextDueQuery = query(statements, "claim/next_due");
    }

    private static String query(Statements statements, String name) {
        return statements.statement(name).numbered(NUMBERED);
    }

    @Override
    public List<Sighting> due(Look look, List<String> queues) {
        return all(nodes.ask((connection, node) -> {
            try (var statement =
                            LookParameters.queues(routed(findDue.on(connection), node, findDueQuery), look, queues);
                    var rows = statement.query()) {
                return Sighting.all(rows);
            }
        }));
    }

    @Override
    public Visit turns(Look look, String queue, @Nullable String[] after) {
        return Visit.of(nodes.ask((connection, node) -> {
            try (var statement =
                            LookParameters.turns(routed(findTurns.on(connection), node, findTurnsQuery), look, queue);
                    var rows = statement.set("after", after).query()) {
                return Visit.read(rows);
            }
        }));
    }

    private static List<Sighting> all(List<List<Sighting>> ofNodes) {
        return ofNodes.stream().flatMap(List::stream).toList();
    }

    @Override
    public @Nullable Duration nextDueIn(Look look) {
        return nodes
                .ask((connection, node) -> {
                    try (var statement =
                            LookParameters.workflows(routed(nextDue.on(connection), node, nextDueQuery), look)) {
                        return Optional.ofNullable(statement
                                .set("queues", look.rooms().keySet().toArray(String[]::new))
                                .value(Long.class));
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(Micros::duration)
                .orElse(null);
    }

    /** A node that did not answer the last look is asked again: there may be no look before it does. */
    @Override
    public boolean answers(RunKey run) {
        int node = shards.nodeOf(run.tenant());
        if (!nodes.answers(node)) {
            nodes.ask((connection, each) -> {
                try (var statement = reach.on(connection)) {
                    return Boolean.TRUE.equals(
                            statement.set("tenant", each.route()).value(Boolean.class));
                }
            });
        }
        return nodes.answers(node);
    }

    private static Bound routed(Bound look, Shards.Node node, String query) throws SQLException {
        return look.set("route", node.route()).set("query", query);
    }
}
