package dev.penstock.citus.catalog;

import java.util.List;

/**
 * The cluster behind the server that was read.
 *
 * @param version of the extension, such as {@code 13.2-1}
 * @param silentNodes ids of nodes that did not tell their shards' sizes; sizes and rows of tables with shards there are low
 */
public record Citus(String version, List<Node> nodes, List<ColocationGroup> groups, List<Integer> silentNodes) {

    /** Whether the node that was read is the coordinator, or the only one. */
    public boolean onCoordinator() {
        return nodes.isEmpty() || nodes.stream().anyMatch(node -> node.asked() && node.coordinator());
    }
}
