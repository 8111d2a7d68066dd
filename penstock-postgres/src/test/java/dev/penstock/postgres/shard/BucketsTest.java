package dev.penstock.postgres.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.sql.TenantType;
import dev.penstock.tenant.Spread;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where buckets come to lie, by the shards that Citus makes of the hash space and deals to the nodes in turn. */
class BucketsTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 16, 32, 128, 1024})
    void with_as_many_buckets_as_shards_each_shard_has_one(int number) {
        for (var tenant : List.of("acme", "globex", "a rather long name of a tenant", "Zürich")) {
            var buckets = Buckets.of(tenant, number);

            assertThat(buckets)
                    .hasSize(number)
                    .doesNotHaveDuplicates()
                    .allMatch(bucket -> Spread.tenantOf(bucket).equals(tenant));
            assertThat(count(buckets, bucket -> shard(bucket, number)).values())
                    .hasSize(number)
                    .containsOnly(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 32, 2", "16, 64, 2", "8, 32, 2", "16, 32, 3", "32, 64, 4", "64, 32, 2", "64, 32, 5"})
    void nodes_have_about_the_same_number(int number, int shards, int nodes) {
        for (var tenant : List.of("acme", "globex", "initech")) {
            var perNode = count(Buckets.of(tenant, number), bucket -> shard(bucket, shards) % nodes);

            assertThat(perNode.values())
                    .hasSize(nodes)
                    .allSatisfy(of -> assertThat(of).isBetween(number / nodes - 2, number / nodes + 2));
        }
    }

    private interface Place {
        int of(String bucket);
    }

    private static Map<Integer, Integer> count(List<String> buckets, Place place) {
        return buckets.stream().collect(Collectors.toMap(place::of, bucket -> 1, Integer::sum, TreeMap::new));
    }

    private static int shard(String bucket, int shards) {
        long at = (long) TenantHash.of(TenantType.TEXT, bucket) - Integer.MIN_VALUE;
        return (int) ((at * shards) >>> Integer.SIZE);
    }
}
