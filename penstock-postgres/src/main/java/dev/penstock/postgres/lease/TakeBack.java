package dev.penstock.postgres.lease;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.EachNode;
import dev.penstock.postgres.shard.RunKeys;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.run.RunId;
import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The take-over on Citus, on each node for itself: leases are ended first, then runs are taken back shard by shard; see
 * the package note.
 */
final class TakeBack {

    private static final int RUNS_MAX = 1_000;
    private static final int ATTEMPTS_MAX = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Shards shards;
    private final EachNode nodes;
    private final Sql endLeases;
    private final Sql orphaned;
    private final String orphanedQuery;
    private final Sql presume;
    private final Sql takeBack;
    private final Sql endWrites;

    TakeBack(Connections connections, Statements statements, Shards shards) {
        this.shards = shards;
        this.nodes = new EachNode(connections, shards, "taking over", PATIENCE);
        this.endLeases = statements.statement("lease/end_leases");
        this.orphaned = statements.statement("lease/orphaned_on_node");
        this.orphanedQuery = statements.statement("lease/orphaned").numbered("worker", "limit");
        this.presume = statements.statement("lease/presume");
        this.takeBack = statements.statement("lease/take_back");
        this.endWrites = statements.statement("lease/end_writes");
    }

    /** @param known whether its worker has, or had, a lease where the run is */
    private record Orphan(RunKey run, long epoch, UUID worker, boolean known) {}

    /** Ends the given leases, or those that have run out, and takes back all runs under none. Returns their number. */
    int after(WorkerId by, UUID @Nullable [] ended) {
        return nodes.ask((connection, node) -> onNode(connection, node, by, ended)).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private int onNode(Connection connection, Shards.Node node, WorkerId by, UUID @Nullable [] ended)
            throws SQLException {
        try (var call = endLeases.on(connection)) {
            call.set("route", node.route())
                    .set("tenants", node.leases().toArray(String[]::new))
                    .set("ended", ended)
                    .value(Long.class);
        }
        int taken = 0;
        int before;
        List<Orphan> orphans;
        do {
            before = taken;
            orphans = orphans(connection, node);
            for (var ofShard : shards.byShard(orphans, Orphan::run)) {
                taken += takeBackKnown(connection, ofShard, by);
            }
        } while (orphans.size() >= RUNS_MAX && taken > before);
        return taken;
    }

    private List<Orphan> orphans(Connection connection, Shards.Node node) throws SQLException {
        var found = new ArrayList<Orphan>();
        try (var look = orphaned.on(connection);
                var rows = look.set("route", node.route())
                        .set("query", orphanedQuery)
                        .set("limit", RUNS_MAX)
                        .query()) {
            while (rows.next()) {
                found.add(new Orphan(
                        new RunKey(rows.getString(1), new RunId(rows.getObject(2, UUID.class))),
                        rows.getLong(3),
                        rows.getObject(4, UUID.class),
                        rows.getBoolean(5)));
            }
        }
        return found;
    }

    private int takeBackKnown(Connection connection, List<Orphan> ofShard, WorkerId by) throws SQLException {
        var known = ofShard.stream().filter(Orphan::known).toList();
        if (known.size() < ofShard.size()) {
            presume(connection, ofShard.stream().filter(run -> !run.known()).toList(), by);
        }
        return known.isEmpty() ? 0 : takeBack(connection, known);
    }

    /** Nobody is dead of whom the shard only knows nothing yet. */
    private void presume(Connection connection, List<Orphan> orphans, WorkerId by) throws SQLException {
        try (var insert = presume.on(connection)) {
            insert.set("tenant", shards.leaseOf(orphans.getFirst().run().tenant()))
                    .set("by", by.value())
                    .set("workers", workers(orphans).toArray(UUID[]::new))
                    .write();
        }
    }

    private int takeBack(Connection connection, List<Orphan> orphans) throws SQLException {
        var runs = orphans.stream().map(Orphan::run).toList();
        for (int attempt = 1; ; attempt++) {
            try (var call = takeBack.on(connection)) {
                var taken = call.set("route", runs.getFirst().tenant())
                        .set("pruning", Shards.pruning(runs, run -> run))
                        .set("tenants", RunKeys.tenants(runs))
                        .set("runs", RunKeys.ids(runs))
                        .set("epochs", orphans.stream().mapToLong(Orphan::epoch).toArray())
                        .value(Long.class);
                return Math.toIntExact(Objects.requireNonNull(taken));
            } catch (SQLException thrown) {
                if (Trouble.of(thrown) != Trouble.LOCKED || attempt == ATTEMPTS_MAX) {
                    throw thrown;
                }
                endWrites(connection, orphans);
            }
        }
    }

    /** A write that goes on for longer than a second is one whose process stands still before its commit. */
    private void endWrites(Connection connection, List<Orphan> orphans) throws SQLException {
        for (var worker : workers(orphans)) {
            try (var call = endWrites.on(connection)) {
                call.set("worker", worker).query().close();
            }
        }
    }

    private static List<UUID> workers(List<Orphan> orphans) {
        return orphans.stream()
                .map(Orphan::worker)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
