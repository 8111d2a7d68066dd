package dev.penstock.citus.lint.known;

/** Where the rows of a table are. */
public enum Placement {
    PLAIN,
    CITUS_LOCAL,
    REFERENCE,
    SINGLE_SHARD,
    DISTRIBUTED;

    /** On the coordinator only. */
    public boolean local() {
        return this == PLAIN || this == CITUS_LOCAL;
    }
}
