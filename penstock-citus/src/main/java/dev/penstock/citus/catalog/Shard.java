package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shard and where it is placed.
 *
 * @param name in full and quoted, as its node knows it; long names carry a hash, so it cannot be built from the parts
 * @param minimum of the hash range; null for reference and single-shard tables
 */
public record Shard(
        long tableOid,
        long id,
        String name,
        @Nullable String minimum,
        @Nullable String maximum,
        List<Placement> placements) {}
