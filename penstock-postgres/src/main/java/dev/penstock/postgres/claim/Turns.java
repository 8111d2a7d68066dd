package dev.penstock.postgres.claim;

import dev.penstock.store.DueRun;
import dev.penstock.tenant.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The order in which due runs are executed: the first turn of every tenant, then the second of every one, and so on. A
 * turn is as many runs as the tenant's weight says, the most urgent and then the longest due first; the buckets of one
 * that is spread have one turn together. Pure.
 */
final class Turns {

    private static final Comparator<Sighting> WITHIN_TENANT = Comparator.<Sighting>comparingInt(
                    seen -> -seen.run().priority())
            .thenComparing(seen -> seen.run().dueAt())
            .thenComparing(seen -> seen.run().run().id().value());

    private Turns() {}

    private record Placed(Sighting seen, int turn, double had) {}

    /**
     * Orders what was seen.
     *
     * @param had the turns that a tenant has had; those with fewer come first within a turn, which matters between shards
     */
    static List<DueRun> order(Collection<Sighting> all, Map<String, Integer> weights, ToDoubleFunction<String> had) {
        var before = new HashMap<String, Integer>();
        var placed = new ArrayList<Placed>();
        all.stream().sorted(WITHIN_TENANT).forEach(seen -> {
            var stored = seen.run().run().tenant();
            var tenant = Spread.tenantOf(stored);
            int count = before.merge(tenant, 1, Integer::sum) - 1;
            placed.add(new Placed(seen, count / weights.getOrDefault(stored, 1), had.applyAsDouble(tenant)));
        });
        placed.sort(Comparator.comparingInt(Placed::turn)
                .thenComparingDouble(Placed::had)
                .thenComparingInt(each -> each.seen().place())
                .thenComparing(Placed::seen, WITHIN_TENANT));
        return placed.stream().map(each -> each.seen().run()).toList();
    }
}
