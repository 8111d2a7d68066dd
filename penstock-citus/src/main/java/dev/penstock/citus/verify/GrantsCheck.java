package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Whether owners and grants are the same on the coordinator, on every worker and on every shard: who connects to a worker is let in by
 * its grants, and a shard by its own.
 */
record GrantsCheck(Connection connection, Catalog catalog, Set<QualifiedName> tables) {

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        var copies = NodeCopies.ask(connection, "node_grants", tables, catalog, UnaryOperator.identity(), failures);
        copies.compare(failures);
        return new Check("grants", copies.count() + " copies of " + tables.size() + " tables", failures, List.of());
    }
}
