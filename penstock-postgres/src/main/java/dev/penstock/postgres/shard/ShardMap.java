package dev.penstock.postgres.shard;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shards of the runs at one moment; the slices of the hash space that they hold have no gaps. */
final class ShardMap {

    /**
     * @param from the lowest hash that the shard holds
     * @param node the group of the node that the shard is on
     */
    record Shard(long id, int from, int node) {}

    private final List<Shard> shards;
    private final int[] lowest;

    ShardMap(List<Shard> shards) {
        this.shards =
                shards.stream().sorted(Comparator.comparingInt(Shard::from)).toList();
        this.lowest = this.shards.stream().mapToInt(Shard::from).toArray();
    }

    /** The 0-based place of the shard that holds a hash. */
    int placeOf(int hash) {
        int found = Arrays.binarySearch(lowest, hash);
        return found >= 0 ? found : -found - 2;
    }

    int nodeOf(int hash) {
        return shards.get(placeOf(hash)).node();
    }

    int size() {
        return lowest.length;
    }

    /** How many nodes have shards. */
    int nodes() {
        return Math.toIntExact(shards.stream().mapToInt(Shard::node).distinct().count());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShardMap map && shards.equals(map.shards);
    }

    @Override
    public int hashCode() {
        return shards.hashCode();
    }
}
