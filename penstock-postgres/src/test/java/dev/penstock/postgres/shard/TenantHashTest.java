package dev.penstock.postgres.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.sql.TenantType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TenantHashTest {

    private static final int SAMPLES = 400;

    @ParameterizedTest
    @CsvSource({
        "TEXT, t1, 655350227",
        "TEXT, Zürich, 1169491486",
        "UUID, 9dd4e461-268c-8034-f5c8-564e155c67a6, 825071534",
        "BIGINT, 5, -1330264708",
        "BIGINT, -5, 1412886042"
    })
    void tenantHashesAsPostgresSaid(TenantType type, String tenant, int hash) {
        assertThat(TenantHash.of(type, tenant)).isEqualTo(hash);
    }

    @ParameterizedTest
    @EnumSource
    @RequiresCitus
    void tenantHashesAsThisCitusSays(TenantType type) throws SQLException {
        var random = new Random(20);
        try (var connection = CitusCluster.shared().connect();
                var ask = connection.prepareStatement("select worker_hash(?::" + type.label() + ")")) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                var tenant = tenant(type, random, sample);
                ask.setString(1, tenant);
                try (var row = ask.executeQuery()) {
                    row.next();
                    assertThat(TenantHash.of(type, tenant)).as(tenant).isEqualTo(row.getInt(1));
                }
            }
        }
    }

    private static String tenant(TenantType type, Random random, int sample) {
        return switch (type) {
            case TEXT -> text(random, sample % 40);
            case UUID -> new UUID(random.nextLong(), random.nextLong()).toString();
            case BIGINT -> Long.toString(sample % 2 == 0 ? random.nextLong() : random.nextInt());
        };
    }

    /** Of every length, and beyond ASCII. */
    private static String text(Random random, int length) {
        var text = new StringBuilder("x");
        while (text.toString().getBytes(StandardCharsets.UTF_8).length < length) {
            text.appendCodePoint(random.nextInt(3) == 0 ? 0xe0 + random.nextInt(0x200) : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    @Test
    void slicesOfTheHashSpaceAreLanes() {
        var map = new ShardMap(
                java.util.List.of(new ShardMap.Shard(2, 0, 2), new ShardMap.Shard(1, Integer.MIN_VALUE, 1)),
                Long::toString,
                tenant -> TenantHash.of(TenantType.TEXT, tenant));

        assertThat(map.placeOf(Integer.MIN_VALUE)).isZero();
        assertThat(map.placeOf(-1)).isZero();
        assertThat(map.placeOf(0)).isOne();
        assertThat(map.placeOf(Integer.MAX_VALUE)).isOne();
        assertThat(map.nodeOf(7)).isEqualTo(2);
    }
}
