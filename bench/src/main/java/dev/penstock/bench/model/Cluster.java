package dev.penstock.bench.model;

/**
 * A cluster to predict for.
 *
 * @param nodes            worker nodes with shards; the coordinator is besides
 * @param nodesPerClient   a client process for so many of them
 * @param cores            of each node, and of each client process
 * @param inFlight         runs in flight in each client process
 * @param lanes            flushes that a client process has under way at once
 * @param sessions         connections that a client process has beside its lanes
 * @param shards           of a distributed table
 * @param tenants          that are active
 * @param largestShare     of all steps, those of the largest tenant; 0 when all are alike
 * @param roundTripMicros  between client and node, and between nodes
 * @param syncMicros       until a commit is on disk
 * @param coordinatorOnly  whether clients connect to the coordinator and nowhere else
 * @param maxConnections   of each node
 */
public record Cluster(
        int nodes,
        int nodesPerClient,
        double cores,
        int inFlight,
        int lanes,
        int sessions,
        int shards,
        int tenants,
        double largestShare,
        double roundTripMicros,
        double syncMicros,
        boolean coordinatorOnly,
        int maxConnections) {

    public int clients() {
        return Math.ceilDiv(nodes, nodesPerClient);
    }
}
