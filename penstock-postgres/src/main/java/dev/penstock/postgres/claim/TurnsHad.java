package dev.penstock.postgres.claim;

import java.util.HashMap;
import java.util.Map;

/**
 * How many turns tenants have had, from when a flood began: by this the tenants of different shards are compared, whose
 * rounds know nothing of each other. One that comes new is taken to have had as many as the one that was served last.
 */
final class TurnsHad {

    /** Forgets when there are more: a bound on memory, and nothing worse than a new beginning. */
    private static final int TENANTS_MAX = 50_000;

    private final Map<String, Double> had = new HashMap<>();
    private double last;

    double of(String tenant) {
        return had.getOrDefault(tenant, last);
    }

    void served(String tenant, int weight) {
        double now = of(tenant) + 1.0 / weight;
        if (had.size() >= TENANTS_MAX) {
            forget();
        }
        had.put(tenant, now);
        last = Math.max(last, now - 1.0 / weight);
    }

    void forget() {
        had.clear();
        last = 0;
    }
}
