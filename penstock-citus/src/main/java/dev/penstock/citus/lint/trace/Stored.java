package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.known.TableName;
import dev.penstock.citus.lint.trace.TableLock.Place;
import org.jspecify.annotations.Nullable;

/** A table of a node, or a shard. */
record Stored(
        TableName table,
        String node,
        boolean coordinator,
        @Nullable Long shard) {

    Place place() {
        return shard != null ? Place.SHARDS : coordinator ? Place.COORDINATOR : Place.WORKERS;
    }
}
