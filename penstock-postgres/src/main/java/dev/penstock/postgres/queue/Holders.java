package dev.penstock.postgres.queue;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.EachNode;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What has become of the workers that hold permits, by their leases: one in each shard. Threads: any.
 *
 * <p>Whoever is gone stays so, and of the others nothing is needed but a guess at who wants a part, so an answer serves
 * for a second.
 */
final class Holders {

    private static final Duration SOON = Duration.ofMillis(300);
    /** Where there are shards, the runs of a worker are taken over some time after its lease has ended. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** A worker is gone when on every node there is no lease of it, or one that ended longer ago than the grace. */
    enum Fate {
        STANDING,
        ENDED,
        GONE
    }

    private final Shards shards;
    private final EachNode nodes;
    private final Sql leasesOf;
    private Map<UUID, Fate> known = Map.of();
    private long askedAt = System.nanoTime() - FRESH_NANOS;

    Holders(Connections connections, Statements statements, Shards shards) {
        this.shards = shards;
        this.nodes = new EachNode(connections, shards, "looking at the leases of others", SOON);
        this.leasesOf = statements.statement("queue/leases_of");
    }

    /** Errors: no node answers → as the last of them. */
    synchronized Map<UUID, Fate> fates(Collection<UUID> workers) {
        if (System.nanoTime() - askedAt < FRESH_NANOS && known.keySet().containsAll(workers)) {
            return known;
        }
        var answers = workers.isEmpty()
                ? List.<List<Lease>>of()
                : nodes.ask((connection, node) -> ask(connection, node, workers));
        boolean all = answers.size() == shards.nodes().size();
        var fates = new HashMap<UUID, Fate>();
        for (var worker : workers) {
            var leases = answers.stream()
                    .flatMap(List::stream)
                    .filter(lease -> lease.worker().equals(worker))
                    .toList();
            fates.put(worker, fate(leases, all));
        }
        known = Map.copyOf(fates);
        askedAt = System.nanoTime();
        return known;
    }

    /** What a shard says of a worker; {@code past}: ended longer ago than the grace. */
    private record Lease(UUID worker, boolean standing, boolean past) {}

    private static Fate fate(List<Lease> leases, boolean all) {
        if (leases.stream().anyMatch(Lease::standing)) {
            return Fate.STANDING;
        }
        return all && leases.stream().allMatch(Lease::past) ? Fate.GONE : Fate.ENDED;
    }

    private List<Lease> ask(Connection connection, Shards.Node node, Collection<UUID> workers) throws SQLException {
        var leases = new ArrayList<Lease>();
        try (var look = leasesOf.on(connection);
                var rows = look.set("tenants", node.leases().toArray(String[]::new))
                        .set("workers", workers.toArray(UUID[]::new))
                        .set("grace_us", Micros.of(shards.exist() ? GRACE : Duration.ZERO))
                        .query()) {
            while (rows.next()) {
                leases.add(new Lease(rows.getObject(1, UUID.class), rows.getBoolean(2), rows.getBoolean(3)));
            }
        }
        return leases;
    }
}
