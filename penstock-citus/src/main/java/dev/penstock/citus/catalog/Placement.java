package dev.penstock.citus.catalog;

/**
 * A copy of a shard.
 *
 * @param groupId the node group that holds it
 */
public record Placement(long id, int groupId, boolean active) {}
