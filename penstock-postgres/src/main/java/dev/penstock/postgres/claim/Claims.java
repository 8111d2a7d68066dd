package dev.penstock.postgres.claim;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.LockOrder;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.RunKeys;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.step.StepRows;
import dev.penstock.run.RunId;
import dev.penstock.step.StepRecord;
import dev.penstock.store.Claim;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.DueRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives due runs to workers; see the package note. */
public final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final Connections connections;
    private final Sql claim;
    private final Sql histories;
    private final Shards shards;
    private final Predicate<RunKey> answers;

    /** @param answers whether the database can be asked for a run now; of the others nothing is settled */
    public Claims(Connections connections, Statements statements, Shards shards, Predicate<RunKey> answers) {
        this.shards = shards;
        this.answers = answers;
        this.connections = connections;
        this.claim = statements.statement("claim/claim");
        this.histories = statements.statement("claim/histories");
    }

    /** Errors: none; what the database did not answer is unsettled. */
    public Claim claim(WorkerId worker, List<DueRun> runs) {
        var claimed = new ArrayList<ClaimedRun>();
        var unsettled = new ArrayList<DueRun>();
        for (var group : shards.byShard(runs, DueRun::run)) {
            try {
                if (answers.test(group.getFirst().run())) {
                    claimed.addAll(take(worker, group));
                } else {
                    unsettled.addAll(group);
                }
            } catch (PenstockException unanswered) {
                LOG.warn("runs may have been claimed or not, and are asked for again: {}", unanswered.getMessage());
                unsettled.addAll(group);
            }
        }
        return new Claim(inOrderOf(runs, claimed), unsettled);
    }

    private List<ClaimedRun> take(WorkerId worker, List<DueRun> group) {
        var what = "claiming runs";
        return shards.either(
                connections,
                what,
                connection -> take(connection, worker, group, false),
                // A node that does not answer must not keep the others waiting.
                () -> shards.byShard(group, DueRun::run).stream()
                        .flatMap(ofShard ->
                                connections
                                        .briefly(what, connection -> take(connection, worker, ofShard, true))
                                        .stream())
                        .toList());
    }

    private List<ClaimedRun> take(Connection connection, WorkerId worker, List<DueRun> candidates, boolean sharded)
            throws SQLException {
        var sorted = candidates.stream()
                .sorted(Comparator.comparing(DueRun::run, LockOrder.OF_RUNS))
                .toList();
        var runs = sorted.stream().map(DueRun::run).toList();
        var claimed = new ArrayList<Claimed>();
        try (var update = claim.on(connection)) {
            update.set("route", runs.getFirst().tenant())
                    .set("worker", worker.value())
                    .set("pruning", sharded ? Shards.pruning(runs, run -> run) : null)
                    .set("tenants", RunKeys.tenants(runs))
                    .set("runs", RunKeys.ids(runs))
                    .set("epochs", sorted.stream().mapToLong(DueRun::epoch).toArray());
            try (var rows = update.query()) {
                while (rows.next()) {
                    claimed.add(Claimed.read(rows, worker));
                }
            }
        }
        return withHistories(connection, claimed, sharded);
    }

    private List<ClaimedRun> withHistories(Connection connection, List<Claimed> claimed, boolean sharded)
            throws SQLException {
        // Nobody has executed a run at epoch 1 before, so it has no history.
        var resumed = claimed.stream()
                .filter(run -> run.holding().epoch() > 1)
                .map(run -> run.holding().run())
                .toList();
        var steps = resumed.isEmpty() ? Map.<RunKey, List<StepRecord>>of() : histories(connection, resumed, sharded);
        return claimed.stream()
                .map(run -> run.with(steps.getOrDefault(run.holding().run(), List.of())))
                .toList();
    }

    private Map<RunKey, List<StepRecord>> histories(Connection connection, List<RunKey> runs, boolean sharded)
            throws SQLException {
        var steps = new HashMap<RunKey, List<StepRecord>>();
        try (var look = histories.on(connection);
                var rows = look.set("route", runs.getFirst().tenant())
                        .set("pruning", sharded ? Shards.pruning(runs, run -> run) : null)
                        .set("tenants", RunKeys.tenants(runs))
                        .set("runs", RunKeys.ids(runs))
                        .query()) {
            while (rows.next()) {
                steps.computeIfAbsent(key(rows), run -> new ArrayList<>()).add(StepRows.one(rows));
            }
        }
        return steps;
    }

    private static List<ClaimedRun> inOrderOf(List<DueRun> candidates, List<ClaimedRun> claimed) {
        var places = new HashMap<RunKey, Integer>();
        candidates.forEach(candidate -> places.putIfAbsent(candidate.run(), places.size()));
        return claimed.stream()
                .sorted(Comparator.comparing(run -> places.get(run.holding().run())))
                .toList();
    }

    static RunKey key(ResultSet row) throws SQLException {
        return new RunKey(row.getString(1), new RunId(row.getObject(2, UUID.class)));
    }
}
