package dev.penstock.postgres.shard;

import dev.penstock.postgres.pool.Connections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections for what concerns one tenant. Of several nodes none has all of them in use, so that one that is silent keeps
 * nobody waiting but those whose tenants it has.
 */
public final class ByNode {

    private final Connections all;
    private final Shards shards;
    private final Map<Integer, Connections> parts = new ConcurrentHashMap<>();

    public ByNode(Connections all, Shards shards) {
        this.all = all;
        this.shards = shards;
    }

    public Connections of(String tenant) {
        return shards.nodes().size() < 2
                ? all
                : parts.computeIfAbsent(shards.nodeOf(tenant), node -> all.leaving(forOthers(all.size())));
    }

    /** How many of so many are always left for other nodes than one. */
    public static int forOthers(int of) {
        return Math.max(1, of / 3);
    }
}
