package dev.penstock.postgres.claim;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.LockOrder;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.postgres.step.StepRows;
import dev.penstock.run.RunId;
import dev.penstock.step.StepRecord;
import dev.penstock.store.Claim;
import dev.penstock.store.ClaimRequest;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.RunKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hands due runs to workers; see the package note. */
public final class Claims {

    /** Of connections that were standing in the pool since before a node's restart there may be several. */
    private static final int ATTEMPTS_MAX = 3;

    private final Connections connections;
    private final Sql findDue;
    private final Sql claim;
    private final Sql histories;
    private final Sql nextDue;
    private final Shards shards;
    private final DueOnNodes onNodes;
    /** One claim at a time, so that what a repeated call finds taken was taken by the lost one. */
    private final ReentrantLock turn = new ReentrantLock();
    /** Candidates that may have been taken by a call whose answer never came: to be asked for again before any others. */
    private final List<List<Candidate>> owed = new ArrayList<>();

    public Claims(Connections connections, Statements statements, Shards shards) {
        this.shards = shards;
        this.onNodes = new DueOnNodes(connections, statements, shards);
        this.connections = connections;
        this.findDue = statements.statement("claim/find_due");
        this.claim = statements.statement("claim/claim");
        this.histories = statements.statement("claim/histories");
        this.nextDue = statements.statement("claim/next_due");
    }

    /** A run that looked due, at the epoch at which it did. */
    record Candidate(RunKey run, long epoch) {}

    public Claim claim(ClaimRequest request) {
        turn.lock();
        try {
            shards.refresh(connections);
            if (shards.exist()) {
                return claimOnNodes(request);
            }
            if (!owed.isEmpty()) {
                return new Claim(takeAll(request, List.of(nextOwed(request.limit()))), true, null);
            }
            var candidates = shards.either(
                    connections,
                    "looking for due runs",
                    connection -> find(connection, request),
                    () -> onNodes.find(request));
            var claimed = takeAll(request, shards.byShard(candidates, Candidate::run));
            boolean more = candidates.size() == request.limit();
            return new Claim(inOrderOf(candidates, claimed), more, more ? null : nextDueIn(request));
        } finally {
            turn.unlock();
        }
    }

    /** Node by node: what a node that does not answer owes has to wait, and nobody waits with it. */
    private Claim claimOnNodes(ClaimRequest request) {
        var found = onNodes.find(request);
        var owing = owed.stream().flatMap(List::stream).map(Candidate::run).collect(Collectors.toSet());
        var groups = new ArrayList<List<Candidate>>();
        for (var group : List.copyOf(owed)) {
            if (onNodes.answers(shards.nodeOf(group.getFirst().run().tenant()))) {
                owed.remove(group);
                groups.add(group);
            }
        }
        boolean more = found.size() == request.limit() || !groups.isEmpty();
        int room = request.limit() - groups.stream().mapToInt(List::size).sum();
        var candidates = found.stream()
                .filter(candidate -> !owing.contains(candidate.run()))
                .limit(Math.max(0, room))
                .toList();
        groups.addAll(shards.byShard(candidates, Candidate::run));
        var claimed = takeAll(request, groups);
        var order = new ArrayList<Candidate>(found);
        groups.forEach(order::addAll);
        return new Claim(inOrderOf(order, claimed), more, more ? null : onNodes.nextDueIn(request));
    }

    private List<Candidate> find(Connection connection, ClaimRequest request) throws SQLException {
        var candidates = new ArrayList<Candidate>();
        try (var look = findDue.on(connection);
                var rows =
                        definitions(look, request).set("limit", request.limit()).query()) {
            while (rows.next()) {
                candidates.add(new Candidate(key(rows), rows.getLong(3)));
            }
        }
        return candidates;
    }

    private List<Candidate> nextOwed(int limit) {
        var group = owed.removeFirst();
        if (group.size() > limit) {
            owed.addFirst(group.subList(limit, group.size()));
        }
        return group.subList(0, Math.min(limit, group.size()));
    }

    /** Errors: as those of the last group, when none could be taken. */
    private List<ClaimedRun> takeAll(ClaimRequest request, Collection<List<Candidate>> groups) {
        var claimed = new ArrayList<ClaimedRun>();
        PenstockException unreachable = null;
        for (var group : groups) {
            try {
                claimed.addAll(take(request, group));
            } catch (PenstockException thrown) {
                owed.add(group);
                unreachable = thrown;
            }
        }
        if (unreachable != null && claimed.isEmpty()) {
            throw unreachable;
        }
        return claimed;
    }

    private List<ClaimedRun> take(ClaimRequest request, List<Candidate> group) {
        var what = "claiming runs";
        return shards.either(
                connections,
                what,
                connection -> take(connection, request, group, false),
                () -> shards.byShard(group, Candidate::run).stream()
                        .flatMap(ofShard ->
                                patiently(what, connection -> take(connection, request, ofShard, true)).stream())
                        .toList());
    }

    private List<ClaimedRun> take(
            Connection connection, ClaimRequest request, List<Candidate> candidates, boolean sharded)
            throws SQLException {
        var sorted = candidates.stream()
                .sorted(Comparator.comparing(Candidate::run, LockOrder.OF_RUNS))
                .toList();
        var runs = sorted.stream().map(Candidate::run).toList();
        var claimed = new ArrayList<Claimed>();
        try (var update = claim.on(connection)) {
            update.set("route", runs.getFirst().tenant())
                    .set("worker", request.worker().value())
                    .set("pruning", sharded ? Shards.pruning(runs, run -> run) : null)
                    .set("tenants", tenants(runs))
                    .set("runs", ids(runs))
                    .set("epochs", sorted.stream().mapToLong(Candidate::epoch).toArray());
            try (var rows = update.query()) {
                while (rows.next()) {
                    claimed.add(Claimed.read(rows, request));
                }
            }
        }
        return withHistories(connection, claimed, sharded);
    }

    /** What cannot be done on a shard is owed, and done when its node answers again. */
    private <T> T patiently(String what, Connections.Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return connections.once(work);
            } catch (SQLException thrown) {
                if (Trouble.of(thrown) == Trouble.REFUSED || attempt == ATTEMPTS_MAX) {
                    throw Trouble.coded(what, thrown);
                }
            }
        }
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
                        .set("tenants", tenants(runs))
                        .set("runs", ids(runs))
                        .query()) {
            while (rows.next()) {
                var step = StepRows.one(rows);
                steps.computeIfAbsent(new RunKey(step.tenant(), step.run()), run -> new ArrayList<>())
                        .add(step);
            }
        }
        return steps;
    }

    private @Nullable Duration nextDueIn(ClaimRequest request) {
        return shards.either(
                connections,
                "looking for the next due run",
                connection -> {
                    try (var look = nextDue.on(connection)) {
                        var micros = definitions(look, request).value(Long.class);
                        return micros == null ? null : Duration.ofNanos(Math.multiplyExact(micros, 1_000L));
                    }
                },
                () -> onNodes.nextDueIn(request));
    }

    private static List<ClaimedRun> inOrderOf(List<Candidate> candidates, List<ClaimedRun> claimed) {
        var places = new HashMap<RunKey, Integer>();
        candidates.forEach(candidate -> places.putIfAbsent(candidate.run(), places.size()));
        return claimed.stream()
                .sorted(Comparator.comparing(run -> places.get(run.holding().run())))
                .toList();
    }

    static Bound definitions(Bound look, ClaimRequest request) throws SQLException {
        return look.set(
                        "workflows",
                        request.workflows().stream()
                                .map(ClaimRequest.Definition::workflow)
                                .toArray(String[]::new))
                .set(
                        "versions",
                        request.workflows().stream()
                                .map(ClaimRequest.Definition::version)
                                .toArray(String[]::new));
    }

    private static String[] tenants(List<RunKey> runs) {
        return runs.stream().map(RunKey::tenant).toArray(String[]::new);
    }

    private static UUID[] ids(List<RunKey> runs) {
        return runs.stream().map(run -> run.id().value()).toArray(UUID[]::new);
    }

    static RunKey key(ResultSet row) throws SQLException {
        return new RunKey(row.getString(1), new RunId(row.getObject(2, UUID.class)));
    }
}
