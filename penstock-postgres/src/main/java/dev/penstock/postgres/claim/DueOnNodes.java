package dev.penstock.postgres.claim;

import dev.penstock.postgres.claim.Claims.Candidate;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.store.ClaimRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for due runs on Citus, node by node: each executes the look-up on its own shards, which Citus itself would not
 * do for one with a limit per priority. A node that cannot be reached is passed over, so that the tenants of the others
 * go on.
 */
final class DueOnNodes {

    private static final Logger LOG = LoggerFactory.getLogger(DueOnNodes.class);

    private final Connections connections;
    private final Shards shards;
    private final Sql findDue;
    private final Sql nextDue;
    private final String findDueQuery;
    private final String nextDueQuery;

    DueOnNodes(Connections connections, Statements statements, Shards shards) {
        this.connections = connections;
        this.shards = shards;
        this.findDue = statements.statement("claim/find_due_on_node");
        this.nextDue = statements.statement("claim/next_due_on_node");
        this.findDueQuery = query(statements, "claim/find_due");
        this.nextDueQuery = query(statements, "claim/next_due");
    }

    private static String query(Statements statements, String name) {
        return statements.statement(name).numbered("workflows", "versions", "limit");
    }

    private record Found(Candidate candidate, int priority, OffsetDateTime dueAt) {}

    List<Candidate> find(ClaimRequest request) {
        return onEachNode("looking for due runs", (connection, route) -> found(connection, route, request)).stream()
                .sorted(Comparator.comparingInt(Found::priority).reversed().thenComparing(Found::dueAt))
                .limit(request.limit())
                .map(Found::candidate)
                .toList();
    }

    private Stream<Found> found(Connection connection, String route, ClaimRequest request) throws SQLException {
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
        return found.stream();
    }

    @Nullable
    Duration nextDueIn(ClaimRequest request) {
        return onEachNode("looking for the next due run", (connection, route) -> {
                    try (var look = nextDue.on(connection)) {
                        return Stream.ofNullable(
                                parameters(look, route, nextDueQuery, request).value(Long.class));
                    }
                })
                .stream()
                .min(Comparator.naturalOrder())
                .map(micros -> Duration.ofNanos(Math.multiplyExact(micros, 1_000L)))
                .orElse(null);
    }

    @FunctionalInterface
    private interface Look<T> {
        Stream<T> on(Connection connection, String route) throws SQLException;
    }

    /** Errors: no node answers → as the last of them. */
    private <T> List<T> onEachNode(String what, Look<T> look) {
        var all = new ArrayList<T>();
        SQLException refused = null;
        boolean answered = false;
        for (var route : shards.routes()) {
            try {
                all.addAll(onNode(look, route));
                answered = true;
            } catch (SQLException thrown) {
                LOG.warn("{}: a node does not answer and is passed over: {}", what, thrown.getMessage());
                shards.doubt();
                refused = thrown;
            }
        }
        if (!answered) {
            throw Trouble.coded(what, Objects.requireNonNull(refused));
        }
        return all;
    }

    /** A second attempt is for a connection that has been standing in the pool since before the node's restart. */
    private <T> List<T> onNode(Look<T> look, String route) throws SQLException {
        try {
            return connections.once(connection -> look.on(connection, route).toList());
        } catch (SQLException thrown) {
            if (Trouble.of(thrown) != Trouble.GONE) {
                throw thrown;
            }
            return connections.once(connection -> look.on(connection, route).toList());
        }
    }

    private static Bound parameters(Bound look, String route, String query, ClaimRequest request) throws SQLException {
        return Claims.definitions(look.set("route", route).set("query", query), request);
    }
}
