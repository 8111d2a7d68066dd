package dev.penstock.citus.catalog;

/**
 * A node of the Citus cluster.
 *
 * @param coordinator holds the metadata that DDL starts from
 * @param asked the node that was read
 */
public record Node(
        int id,
        int groupId,
        String host,
        int port,
        String role,
        boolean active,
        boolean hasMetadata,
        boolean metadataSynced,
        boolean shouldHaveShards,
        boolean coordinator,
        boolean asked) {}
