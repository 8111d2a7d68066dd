package dev.penstock.postgres.claim;

import dev.penstock.postgres.claim.Claims.Candidate;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.EachNode;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.ClaimRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for due runs on Citus, node by node: each executes the look-up on its own shards, which Citus itself would not
 * do for one with a limit per priority. A node that cannot be reached is passed over, so that the tenants of the others
 * go on.
 */
final class DueOnNodes {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final EachNode looks;
    private final Sql findDue;
    private final Sql nextDue;
    private final String findDueQuery;
    private final String nextDueQuery;

    DueOnNodes(Connections connections, Statements statements, Shards shards) {
        this.looks = new EachNode(connections, shards, "looking for due runs", SOON);
        this.findDue = statements.statement("claim/find_due_on_node");
        this.nextDue = statements.statement("claim/next_due_on_node");
        this.findDueQuery = query(statements, "claim/find_due");
        this.nextDueQuery = query(statements, "claim/next_due");
    }

    private static String query(Statements statements, String name) {
        return statements.statement(name).numbered("workflows", "versions", "limit");
    }

    /** Whether the node has answered the last look. */
    boolean answers(int node) {
        return looks.answers(node);
    }

    private record Found(Candidate candidate, int priority, OffsetDateTime dueAt) {}

    List<Candidate> find(ClaimRequest request) {
        return looks.ask((connection, node) -> found(connection, node.route(), request)).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Found::priority).reversed().thenComparing(Found::dueAt))
                .limit(request.limit())
                .map(Found::candidate)
                .toList();
    }

    private List<Found> found(Connection connection, String route, ClaimRequest request) throws SQLException {
        var found = new ArrayList<Found>();
        try (var look = findDue.on(connection);
                var rows = parameters(look, route, findDueQuery, request)
                        .set("limit", request.limit())
                        .query()) {
            while (rows.next()) {
                found.add(new Found(
                        new Candidate(Claims.key(rows), rows.getLong(3)),
                        rows.getInt(4),
                        rows.getObject(5, OffsetDateTime.class)));
            }
        }
        return found;
    }

    @Nullable
    Duration nextDueIn(ClaimRequest request) {
        return looks
                .ask((connection, node) -> {
                    try (var look = nextDue.on(connection)) {
                        return Optional.ofNullable(parameters(look, node.route(), nextDueQuery, request)
                                .value(Long.class));
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(micros -> Duration.ofNanos(Math.multiplyExact(micros, 1_000L)))
                .orElse(null);
    }

    private static Bound parameters(Bound look, String route, String query, ClaimRequest request) throws SQLException {
        return Claims.definitions(look.set("route", route).set("query", query), request);
    }
}
