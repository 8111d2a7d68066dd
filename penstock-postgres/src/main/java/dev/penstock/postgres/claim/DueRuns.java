package dev.penstock.postgres.claim;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.DueRun;
import dev.penstock.store.Found;
import dev.penstock.store.Look;
import dev.penstock.store.RunKey;
import dev.penstock.tenant.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Finds due runs for a worker, fairly across tenants; see the package note. */
public final class DueRuns {

    private final Connections connections;
    private final Shards shards;
    private final DueLook here;
    private final DueLook onNodes;
    private final ReentrantLock turn = new ReentrantLock();
    /** The queues in which there was more to do than the last look had room for. */
    private Set<String> flooded = Set.of();
    /** Of the flooded queues. */
    private final Map<String, Rounds> rounds = new HashMap<>();

    private final TurnsHad had = new TurnsHad();

    public DueRuns(Connections connections, Statements statements, Shards shards) {
        this.connections = connections;
        this.shards = shards;
        this.here = new DueHere(connections, statements);
        this.onNodes = new DueOnNodes(connections, statements, shards);
    }

    public Found find(Look look) {
        turn.lock();
        try {
            shards.refresh(connections);
            return look.rooms().isEmpty() ? new Found(List.of(), Set.of(), null) : found(look);
        } finally {
            turn.unlock();
        }
    }

    /** Whether the database can be asked for a run now; errors: nothing answers → as the last to say so. */
    public boolean answers(RunKey run) {
        return (shards.exist() ? onNodes : here).answers(run);
    }

    private Found found(Look look) {
        if (!shards.exist()) {
            try {
                return found(look, here);
            } catch (PenstockException refused) {
                // Perhaps because shards have come meanwhile.
                if (!shards.haveCome(connections)) {
                    throw refused;
                }
            }
        }
        return found(look, onNodes);
    }

    private Found found(Look look, DueLook questions) {
        var before = new HashSet<>(flooded);
        before.retainAll(look.rooms().keySet());
        // Asked first: what becomes due after it is found by this look, or was told.
        var nextDueIn = before.isEmpty() ? questions.nextDueIn(look) : Duration.ZERO;

        var seen = new LinkedHashMap<RunKey, Sighting>();
        var left = new ArrayList<>(look.rooms().keySet());
        for (var queue : before) {
            add(seen, look, questions.turns(look, queue, rounds(queue).after()));
            if (isFull(look, queue, seen.values())) {
                left.remove(queue);
            }
        }
        var more = new HashSet<>(before);
        more.removeAll(left);
        if (!left.isEmpty()) {
            var due = questions.due(look, left);
            for (var queue : left) {
                if (isFull(look, queue, due)) {
                    more.add(queue);
                    if (!before.contains(queue)) {
                        add(
                                seen,
                                look,
                                questions.turns(look, queue, rounds(queue).after()));
                    }
                }
            }
            add(seen, look, due);
        }
        flooded = Set.copyOf(more);
        if (flooded.isEmpty()) {
            had.forget();
        }
        rounds.keySet().retainAll(more);

        var runs = Turns.order(seen.values(), look.weights(), had::of);
        remember(seen, runs, look);
        return new Found(runs, flooded, nextDueIn);
    }

    private static void add(Map<RunKey, Sighting> seen, Look look, List<Sighting> more) {
        for (var sighting : more) {
            if (!look.closedTenants().contains(sighting.run().run().tenant())) {
                seen.putIfAbsent(sighting.run().run(), sighting);
            }
        }
    }

    private static boolean isFull(Look look, String queue, Collection<Sighting> seen) {
        return seen.stream().filter(each -> each.run().queue().equals(queue)).count()
                >= look.rooms().getOrDefault(queue, 0);
    }

    private Rounds rounds(String queue) {
        var rounds = this.rounds.get(queue);
        if (rounds == null || rounds.shards() != shards.number()) {
            rounds = new Rounds(shards.number());
            this.rounds.put(queue, rounds);
        }
        return rounds;
    }

    /** The next look goes on where this one ends. */
    private void remember(Map<RunKey, Sighting> seen, List<DueRun> runs, Look look) {
        int slots = look.rooms().values().stream().mapToInt(room -> room).max().orElse(0);
        var served = runs.subList(0, Math.min(slots, runs.size())).stream()
                .map(run -> Objects.requireNonNull(seen.get(run.run())))
                .collect(Collectors.groupingBy(sighting -> sighting.run().queue()));
        served.forEach((queue, ofQueue) -> {
            var of = rounds.get(queue);
            if (of != null) {
                ofQueue.forEach(sighting -> {
                    var stored = sighting.run().run().tenant();
                    had.served(Spread.tenantOf(stored), look.weights().getOrDefault(stored, 1));
                });
                ofQueue.stream()
                        .collect(Collectors.groupingBy(
                                sighting -> shards.placeOf(sighting.run().run())))
                        .forEach((shard, ofShard) -> of.served(shard, ofShard, look.weights()));
            }
        });
    }
}
