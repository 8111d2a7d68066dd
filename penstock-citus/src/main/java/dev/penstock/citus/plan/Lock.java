package dev.penstock.citus.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.citus.catalog.QualifiedName;

/**
 * The strongest lock that an operation takes on a table.
 *
 * @param side whose table it is
 * @param hold for how long
 */
public record Lock(QualifiedName table, Side side, Mode mode, Hold hold) {

    /** Where a lock is taken. */
    public enum Side {
        /** The table itself; of a distributed one that which stands for its shards, on the workers too. */
        COORDINATOR,
        /** Each shard, wherever it is: what connects to a worker waits behind these, and so do reads and writes of everybody. */
        SHARDS
    }

    /** PostgreSQL's names. */
    public enum Mode {
        ROW_EXCLUSIVE,
        SHARE_UPDATE_EXCLUSIVE,
        SHARE,
        SHARE_ROW_EXCLUSIVE,
        EXCLUSIVE,
        ACCESS_EXCLUSIVE
    }

    /** For how long. */
    public enum Hold {
        /** Milliseconds, whatever the size of the table. */
        BRIEF,
        /** As long as it takes to read the table. */
        SCAN,
        /** As long as it takes to copy the table or to rewrite it. */
        COPY
    }

    /** Whose statements wait meanwhile. */
    public enum Blocks {
        NOTHING,
        WRITES,
        READS_AND_WRITES
    }

    /** Written to the file for its readers, and worked out anew when it is read. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public Blocks blocks() {
        return switch (mode) {
            case ROW_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE -> Blocks.NOTHING;
            case SHARE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE -> Blocks.WRITES;
            case ACCESS_EXCLUSIVE -> Blocks.READS_AND_WRITES;
        };
    }

    public static Lock coordinator(QualifiedName table, Mode mode, Hold hold) {
        return new Lock(table, Side.COORDINATOR, mode, hold);
    }

    public static Lock shards(QualifiedName table, Mode mode, Hold hold) {
        return new Lock(table, Side.SHARDS, mode, hold);
    }

    /** Where, as in {@code app.orders, shards}; the coordinator goes without saying. */
    public String where() {
        return table + (side == Side.SHARDS ? ", shards" : "");
    }
}
