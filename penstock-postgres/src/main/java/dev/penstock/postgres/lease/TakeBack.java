package dev.penstock.postgres.lease;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.run.RunId;
import dev.penstock.store.RunKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The take-over on Citus: leases are ended first, then runs are taken back shard by shard; see the package note. */
final class TakeBack {

    private static final int RUNS_MAX = 1_000;

    private final Connections connections;
    private final Shards shards;
    private final Sql endLeases;
    private final Sql orphaned;
    private final Sql takeBack;
    private final Sql endWrites;

    TakeBack(Connections connections, Statements statements, Shards shards) {
        this.connections = connections;
        this.shards = shards;
        this.endLeases = statements.statement("lease/end_leases");
        this.orphaned = statements.statement("lease/orphaned");
        this.takeBack = statements.statement("lease/take_back");
        this.endWrites = statements.statement("lease/end_writes");
    }

    private record Orphan(RunKey run, long epoch, UUID worker) {}

    /** Ends the given leases, or those that have run out, and takes back all runs under none. Returns their number. */
    int after(UUID @Nullable [] ended) {
        connections.repeatably("ending leases", connection -> {
            try (var call = endLeases.on(connection)) {
                return call.set("ended", ended).value(Long.class);
            }
        });
        int taken = 0;
        int before;
        List<Orphan> orphans;
        do {
            before = taken;
            orphans = orphans();
            for (var ofShard : shards.byShard(orphans, Orphan::run)) {
                taken += takeBack(ofShard);
            }
        } while (orphans.size() == RUNS_MAX && taken > before);
        return taken;
    }

    private List<Orphan> orphans() {
        return connections.repeatably("looking for runs without a worker", connection -> {
            var found = new ArrayList<Orphan>();
            try (var look = orphaned.on(connection);
                    var rows = look.set("limit", RUNS_MAX).query()) {
                while (rows.next()) {
                    found.add(new Orphan(
                            new RunKey(rows.getString(1), new RunId(rows.getObject(2, UUID.class))),
                            rows.getLong(3),
                            rows.getObject(4, UUID.class)));
                }
            }
            return found;
        });
    }

    private int takeBack(List<Orphan> orphans) {
        return connections.repeatably("taking runs back", connection -> {
            try (var call = takeBack.on(connection)) {
                var taken = call.set("route", orphans.getFirst().run().tenant())
                        .set("pruning", shards.pruning(orphans, Orphan::run))
                        .set(
                                "tenants",
                                orphans.stream()
                                        .map(orphan -> orphan.run().tenant())
                                        .toArray(String[]::new))
                        .set(
                                "runs",
                                orphans.stream()
                                        .map(orphan -> orphan.run().id().value())
                                        .toArray(UUID[]::new))
                        .set("epochs", orphans.stream().mapToLong(Orphan::epoch).toArray())
                        .value(Long.class);
                return Math.toIntExact(Objects.requireNonNull(taken));
            } catch (SQLException thrown) {
                if (Trouble.of(thrown) == Trouble.LOCKED) {
                    endWrites(connection, orphans);
                }
                throw thrown;
            }
        });
    }

    /** A write that goes on for longer than a second is one whose process stands still before its commit. */
    private void endWrites(Connection connection, List<Orphan> orphans) throws SQLException {
        var workers = orphans.stream()
                .map(Orphan::worker)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        for (var worker : workers) {
            try (var call = endWrites.on(connection)) {
                call.set("worker", worker).query().close();
            }
        }
    }
}
