package dev.penstock.citus.plan;

/** The parts of a plan, in order. */
public enum Phase {
    /** New columns and helpers beside the old, which nobody notices. */
    EXPAND,
    /** Values for the new columns. */
    BACKFILL,
    /** Keys, uniques and foreign keys with the tenant, while the tables are still local and all of it can be taken back. */
    CONSTRAIN,
    /** The rows move into shards. */
    DISTRIBUTE,
    /** Foreign keys validated, statistics taken, leftovers looked for. */
    VERIFY,
    /** What only the old code needed goes away. */
    CONTRACT
}
