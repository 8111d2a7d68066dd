package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What Citus has made of a table.
 *
 * @param column the distribution column, for {@link DistributionState#HASH} alone
 * @param colocationId 0 when it belongs to no group
 * @param autoConverted Citus made it {@link DistributionState#CITUS_LOCAL} by itself and takes that back by itself
 * @param schemaSharded {@link DistributionState#SINGLE_SHARD} because its schema is distributed
 */
public record Distribution(
        DistributionState state,
        @Nullable String column,
        int colocationId,
        boolean autoConverted,
        boolean schemaSharded) {

    /** Of a table that Citus does not know. */
    public static final Distribution PLAIN = new Distribution(DistributionState.PLAIN, null, 0, false, false);

    /** Whether its rows have left the coordinator's own table. */
    public boolean distributed() {
        return switch (state) {
            case PLAIN, CITUS_LOCAL -> false;
            case REFERENCE, SINGLE_SHARD, HASH, LEGACY -> true;
        };
    }
}
