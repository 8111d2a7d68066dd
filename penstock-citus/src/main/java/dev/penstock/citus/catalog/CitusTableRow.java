package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/** A row of {@code pg_dist_partition}. */
record CitusTableRow(
        long tableOid,
        String method,
        String replication,
        int colocationId,
        boolean autoConverted,
        @Nullable String column,
        boolean schemaSharded) {

    Distribution distribution() {
        var state = DistributionState.of(method, replication, colocationId);
        return new Distribution(state, column, colocationId, autoConverted, schemaSharded);
    }
}
