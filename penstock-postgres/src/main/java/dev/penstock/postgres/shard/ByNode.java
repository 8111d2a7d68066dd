package dev.penstock.postgres.shard;

import dev.penstock.postgres.pool.Connections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections for what concerns one tenant. Of several nodes none has all of them in use, so that one that is silent keeps
 * nobody waiting but those whose tenants it has. Where there are fewer than three that cannot be had: a transactional step and
 * a look-up of the same node need one each.
 */
public final class ByNode {

    private final Connections all;
    private final Shards shards;
    private final int ofOneNode;
    private final Map<Integer, Connections> parts = new ConcurrentHashMap<>();

    public ByNode(Connections all, Shards shards) {
        this.all = all;
        this.shards = shards;
        this.ofOneNode = all.size() < 3 ? all.size() : all.size() - Math.max(1, all.size() / 3);
    }

    public Connections of(String tenant) {
        return shards.nodes().size() < 2 || ofOneNode == all.size()
                ? all
                : parts.computeIfAbsent(shards.nodeOf(tenant), node -> all.leaving(all.size() - ofOneNode));
    }

    /** How many are in use for one node at most. */
    public int ofOneNode() {
        return ofOneNode;
    }
}
