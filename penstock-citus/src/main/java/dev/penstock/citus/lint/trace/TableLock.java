package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.known.TableName;

/**
 * The strongest lock on a table in one kind of place.
 *
 * @param tables how many are locked so: the nodes' copies of the table, or its shards
 */
public record TableLock(TableName table, Place place, LockMode mode, int tables) {

    /** Where a distributed table has something that can be locked. */
    public enum Place {
        COORDINATOR,
        /** The table of the same name on the workers, which writers that connect to them go through. */
        WORKERS,
        SHARDS
    }

    @Override
    public String toString() {
        return switch (place) {
            case COORDINATOR -> mode + " on " + table + " on the coordinator";
            case WORKERS -> mode + " on " + table + " on " + tables + (tables == 1 ? " worker" : " workers");
            case SHARDS -> mode + " on " + tables + (tables == 1 ? " shard" : " shards") + " of " + table;
        };
    }
}
