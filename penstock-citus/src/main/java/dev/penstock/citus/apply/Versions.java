package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether all nodes have the same versions. Pure.
 *
 * <p>Minor versions of PostgreSQL may differ, as they do while nodes are updated one after the other. Citus refuses in the middle of its
 * operations when its own differ.
 */
final class Versions {

    private Versions() {}

    /** @param nodes in the order of their numbers; those that did not answer are passed over */
    static List<Obstacle> differences(List<NodeConditions.Answer> nodes, String database) {
        var found = new ArrayList<Obstacle>();
        NodeConditions.@Nullable Answer first = null;
        for (NodeConditions.Answer node : nodes) {
            var conditions = node.conditions();
            if (conditions == null) {
                continue;
            }
            library(node.node(), conditions, database, found);
            if (first == null) {
                first = node;
            } else {
                compare(
                        first.node(),
                        Objects.requireNonNull(first.conditions()),
                        node.node(),
                        conditions,
                        database,
                        found);
            }
        }
        return List.copyOf(found);
    }

    private static void library(String node, NodeConditions conditions, String database, List<Obstacle> found) {
        String extension = String.valueOf(conditions.citusVersion()).replaceFirst("-.*", "");
        if (!minor(conditions.citusLibrary()).equals(extension)) {
            found.add(new Obstacle(
                    "node " + node + " has loaded Citus " + conditions.citusLibrary()
                            + ", but its extension is of version " + conditions.citusVersion(),
                    "ALTER EXTENSION citus UPDATE in database " + Identifier.quoted(database)
                            + " there, after a restart where the package was just installed"));
        }
    }

    private static void compare(
            String first,
            NodeConditions known,
            String node,
            NodeConditions other,
            String database,
            List<Obstacle> found) {
        if (known.serverVersion() / 10_000 != other.serverVersion() / 10_000) {
            found.add(new Obstacle(
                    "node " + node + " runs PostgreSQL " + other.serverVersion() / 10_000 + ", node " + first
                            + " PostgreSQL " + known.serverVersion() / 10_000,
                    "finish the upgrade with pg_upgrade on the older one"));
        }
        if (!known.citusLibrary().equals(other.citusLibrary())) {
            found.add(new Obstacle(
                    "node " + node + " has Citus " + other.citusLibrary() + ", node " + first + " Citus "
                            + known.citusLibrary(),
                    "install the newer package on the older one and restart it, then ALTER EXTENSION citus UPDATE in"
                            + " database " + Identifier.quoted(database) + " of every node"));
        } else if (!Objects.equals(known.citusVersion(), other.citusVersion())) {
            found.add(new Obstacle(
                    "the extension citus is of version " + other.citusVersion() + " on node " + node + ", of version "
                            + known.citusVersion() + " on node " + first,
                    "ALTER EXTENSION citus UPDATE in database " + Identifier.quoted(database) + " of the older one"));
        }
    }

    /** An extension's version counts no patches: 13.2 of 13.2.2. */
    private static String minor(String version) {
        return version.replaceFirst("^([0-9]+[.][0-9]+).*", "$1");
    }
}
