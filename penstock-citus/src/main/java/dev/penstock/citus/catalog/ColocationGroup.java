package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Tables whose equal distribution values lie on one node. Numbers mean nothing on another cluster.
 *
 * @param type of the distribution column; null for reference tables and single shards
 */
public record ColocationGroup(
        int id,
        int shardCount,
        int replicationFactor,
        @Nullable String type,
        @Nullable QualifiedName collation) {}
