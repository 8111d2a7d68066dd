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
    /** Whether the looks have come to every tenant and brought nothing: the next need not be at once. */
    private boolean fruitless;

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
        var nextDueIn = before.isEmpty() || fruitless ? questions.nextDueIn(look) : Duration.ZERO;

        var seen = new LinkedHashMap<RunKey, Sighting>();
        var reached = new HashMap<String, List<Visit.Reached>>();
        var left = new ArrayList<>(look.rooms().keySet());
        for (var queue : before) {
            reached.put(queue, visit(seen, look, questions, queue));
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
                        reached.put(queue, visit(seen, look, questions, queue));
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
        reached.keySet().retainAll(more);

        var runs = Turns.order(seen.values(), look.weights(), had::of);
        fruitless = goOn(seen, reached, runs, look) && runs.isEmpty();
        return new Found(runs, flooded, nextDueIn);
    }

    /** Goes through a queue tenant by tenant; returns how far that was, where it was not a whole round. */
    private List<Visit.Reached> visit(Map<RunKey, Sighting> seen, Look look, DueLook questions, String queue) {
        var visit = questions.turns(look, queue, rounds(queue).after());
        add(seen, look, visit.due());
        return visit.reached();
    }

    private static List<Sighting> sightings(Map<RunKey, Sighting> seen, List<DueRun> runs) {
        return runs.stream()
                .map(run -> Objects.requireNonNull(seen.get(run.run())))
                .toList();
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

    /** The next look goes on where this one ends. Tells whether looks have come to every tenant in vain. */
    private boolean goOn(
            Map<RunKey, Sighting> seen, Map<String, List<Visit.Reached>> reached, List<DueRun> runs, Look look) {
        int slots = look.rooms().values().stream().mapToInt(room -> room).max().orElse(0);
        int first = Math.min(slots, runs.size());
        remember(sightings(seen, runs.subList(0, first)), look);
        var behind = sightings(seen, runs.subList(first, runs.size()));
        boolean all = true;
        for (var queue : reached.entrySet()) {
            all &= pass(queue.getKey(), queue.getValue(), behind);
        }
        return all;
    }

    /** Who has had a turn comes last. */
    private void remember(List<Sighting> first, Look look) {
        var served = first.stream()
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

    /**
     * Where turns were to spare, the next look goes on beyond the tenants that this one came to, though none of them had a
     * turn; unless some have one and found no slot. Tells whether looks have come to every tenant of the queue so.
     */
    private boolean pass(String queue, List<Visit.Reached> reached, List<Sighting> behind) {
        var waiting = behind.stream()
                .filter(seen -> seen.place() > 0 && seen.run().queue().equals(queue))
                .map(seen -> shards.placeOf(seen.run().run()))
                .collect(Collectors.toSet());
        boolean all = true;
        for (var last : reached) {
            int shard = shards.placeOf(last.tenant());
            all &= !waiting.contains(shard) && rounds(queue).passed(shard, last);
        }
        return all;
    }
}
