package dev.penstock.postgres.claim;

import dev.penstock.tenant.Spread;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the rounds of a queue through its tenants have come, shard by shard. Not for use by several threads. */
final class Rounds {

    private final @Nullable String[] after;
    private final @Nullable String[] current;
    private final int[] had;
    /** How often a look began with the first tenant again since something was served. */
    private final int[] begun;

    Rounds(int shards) {
        this.after = new @Nullable String[shards];
        this.current = new @Nullable String[shards];
        this.had = new int[shards];
        this.begun = new int[shards];
    }

    int shards() {
        return after.length;
    }

    /** Per shard the tenant after which the next look begins, null for the first of all. */
    @Nullable
    String[] after() {
        return after.clone();
    }

    /** Moves on: past the tenants that had their turn, and up to the one that had only a part of it. */
    void served(int shard, Collection<Sighting> served, Map<String, Integer> weights) {
        var last = served.stream().filter(seen -> seen.place() > 0).max(Comparator.comparingInt(Sighting::place));
        if (last.isEmpty()) {
            return;
        }
        begun[shard] = 0;
        int place = last.get().place();
        var stored = tenant(last.get());
        // The buckets of one tenant have one turn together, and the next of its runs may be in any of them.
        var tenant = Spread.tenantOf(stored);
        int before = tenant.equals(current[shard]) ? had[shard] : 0;
        int now = before
                + Math.toIntExact(served.stream()
                        .filter(seen -> seen.place() > 0
                                && Spread.tenantOf(tenant(seen)).equals(tenant))
                        .count());
        if (now >= weights.getOrDefault(stored, 1)) {
            after[shard] = stored;
            current[shard] = null;
            had[shard] = 0;
        } else {
            predecessors(served, place).forEach(predecessor -> after[shard] = predecessor);
            current[shard] = tenant;
            had[shard] = now;
        }
    }

    /** Moves on past tenants of which nothing more is due; tells whether it has come to all of them so. */
    boolean passed(int shard, Visit.Reached last) {
        after[shard] = last.tenant();
        current[shard] = null;
        had[shard] = 0;
        if (last.anew()) {
            begun[shard]++;
        }
        // The round began somewhere in between.
        boolean all = begun[shard] > 1;
        if (all) {
            begun[shard] = 0;
        }
        return all;
    }

    private static String tenant(Sighting seen) {
        return seen.run().run().tenant();
    }

    private static List<String> predecessors(Collection<Sighting> served, int place) {
        return served.stream()
                .filter(seen -> seen.place() > 0 && seen.place() < place)
                .max(Comparator.comparingInt(Sighting::place))
                .map(Rounds::tenant)
                .stream()
                .toList();
    }
}
