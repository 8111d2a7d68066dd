package dev.penstock.citus.catalog;

/** What a table can be for Citus. */
public enum DistributionState {
    /** Citus does not know the table; on plain PostgreSQL, every table. */
    PLAIN,
    /** In the metadata, but with its rows on the coordinator: often only because a foreign key leads to a reference table. */
    CITUS_LOCAL,
    /** Copied whole to every node. */
    REFERENCE,
    /** In one shard on one node, mostly because its schema is distributed as a whole. */
    SINGLE_SHARD,
    /** Spread over shards by the hash of its distribution column. */
    HASH,
    /** Distributed by range or append, which Citus keeps for old times' sake. The toolkit leaves such tables alone. */
    LEGACY;

    /**
     * Tells the states apart by what {@code pg_dist_partition} holds.
     *
     * @param method {@code partmethod}
     * @param replication {@code repmodel}
     */
    static DistributionState of(String method, String replication, int colocationId) {
        return switch (method) {
            case "h" -> HASH;
            case "n" -> replication.equals("t") ? REFERENCE : colocationId > 0 ? SINGLE_SHARD : CITUS_LOCAL;
            default -> LEGACY;
        };
    }
}
