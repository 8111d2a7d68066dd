package dev.penstock.postgres.shard;

import dev.penstock.postgres.sql.TenantType;
import dev.penstock.tenant.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * The buckets of a tenant: names whose hashes lie evenly over the hash space, so that with as many buckets as shards each
 * shard has one. Numbers as they come would leave a third of the shards without and give others three. Pure.
 */
public final class Buckets {

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    /** Into so many cells the part of the hash space that is one bucket's is divided; it may be in one of them. */
    private static final int CELLS = 8;

    private Buckets() {}

    /** Shape: {@code number} is 1 to 1,024. */
    public static List<String> of(String tenant, int number) {
        var wanted = new HashMap<Integer, Integer>();
        for (int at = 0; at < number; at++) {
            wanted.put(cell(at), at);
        }
        var found = new String[number];
        for (int candidate = 0; !wanted.isEmpty(); candidate++) {
            var name = Spread.bucket(tenant, candidate);
            var at = wanted.remove(cellOf(name, number));
            if (at != null) {
                found[at] = name;
            }
        }
        return new ArrayList<>(Arrays.asList(found));
    }

    /**
     * Each in its own part, and within that here and there: where a part is several shards, which Citus gives to the nodes
     * in turn, no node is to have the first of each.
     */
    private static int cell(int at) {
        return at * CELLS + (int) (CELLS * ((at * GOLDEN) % 1));
    }

    private static int cellOf(String name, int number) {
        long place = (long) TenantHash.of(TenantType.TEXT, name) - Integer.MIN_VALUE;
        return (int) ((place * number * CELLS) >>> Integer.SIZE);
    }
}
