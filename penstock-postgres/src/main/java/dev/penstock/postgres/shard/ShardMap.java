package dev.penstock.postgres.shard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The shards of the runs at one moment; the slices of the hash space that they hold have no gaps. */
final class ShardMap {

    /**
     * @param from the lowest hash that the shard holds
     * @param node the group of the node that the shard is on
     */
    record Shard(long id, int from, int node) {}

    /** Where all is as long as there are no shards. */
    static final Shard WHOLE = new Shard(0, Integer.MIN_VALUE, 0);

    private final List<Shard> shards;
    private final int[] lowest;
    private final List<String> leases;
    private final List<Shards.Node> nodes;

    /**
     * @param tenants a fixed sequence of tenants that has some in every shard
     * @param hash what a tenant hashes to
     */
    ShardMap(List<Shard> shards, LongFunction<String> tenants, ToIntFunction<String> hash) {
        this.shards =
                shards.stream().sorted(Comparator.comparingInt(Shard::from)).toList();
        this.lowest = this.shards.stream().mapToInt(Shard::from).toArray();
        this.leases = firstInEach(tenants, hash);
        this.nodes = ofNodes();
    }

    /** So that a shard keeps its tenant for as long as it lives, and one half of it when it is split. */
    private List<String> firstInEach(LongFunction<String> tenants, ToIntFunction<String> hash) {
        var first = new String[lowest.length];
        int missing = lowest.length;
        for (long at = 0; missing > 0; at++) {
            var tenant = tenants.apply(at);
            int place = placeOf(hash.applyAsInt(tenant));
            if (first[place] == null) {
                first[place] = tenant;
                missing--;
            }
        }
        return List.of(first);
    }

    private List<Shards.Node> ofNodes() {
        var leasesOf = new TreeMap<Integer, List<String>>();
        for (int place = 0; place < size(); place++) {
            leasesOf.computeIfAbsent(shards.get(place).node(), node -> new ArrayList<>())
                    .add(leases.get(place));
        }
        return leasesOf.entrySet().stream()
                .map(node -> new Shards.Node(node.getKey(), node.getValue().getFirst(), List.copyOf(node.getValue())))
                .toList();
    }

    /** The 0-based place of the shard that holds a hash. */
    int placeOf(int hash) {
        int found = Arrays.binarySearch(lowest, hash);
        return found >= 0 ? found : -found - 2;
    }

    int nodeOf(int hash) {
        return shards.get(placeOf(hash)).node();
    }

    String leaseOf(int hash) {
        return leases.get(placeOf(hash));
    }

    /** Whether there are no shards. */
    boolean isWhole() {
        return shards.getFirst().equals(WHOLE);
    }

    int size() {
        return lowest.length;
    }

    List<Shards.Node> nodes() {
        return nodes;
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
