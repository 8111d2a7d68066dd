package dev.penstock.citus.catalog;

/** When a trigger or rule fires, by {@code session_replication_role}; {@code ORIGIN} is the usual. */
public enum Firing {
    ORIGIN,
    REPLICA,
    ALWAYS,
    DISABLED
}
