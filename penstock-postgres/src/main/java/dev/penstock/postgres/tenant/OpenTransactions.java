package dev.penstock.postgres.tenant;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The transactions that may not have seen the row of a spread, and which of them are left. For one thread. */
final class OpenTransactions {

    private static final String UNSEEN = "unseen";

    private final Connections connections;
    private final Shards shards;
    private final Sql open;
    private final Sql onNodes;
    private final String tenant;
    private @Nullable Set<String> left;

    OpenTransactions(Connections connections, Statements statements, Shards shards, String tenant) {
        this.connections = connections;
        this.shards = shards;
        this.open = statements.statement("tenant/open");
        this.onNodes = statements.statement("tenant/open_on_nodes");
        this.tenant = tenant;
    }

    /** Looks again; what is open now counts from when every node knows of the row. */
    Set<String> left() {
        var now = connections.repeatably(
                "looking for open transactions", connection -> shards.exist() ? onNodes(connection) : here(connection));
        if (left == null) {
            if (now.stream().anyMatch(each -> each.endsWith(UNSEEN))) {
                return now;
            }
            left = now;
        } else {
            left.retainAll(now);
        }
        return Set.copyOf(left);
    }

    private Set<String> here(Connection connection) throws SQLException {
        var found = new HashSet<String>();
        try (var look = open.on(connection);
                var rows = look.set("name", tenant).query()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private Set<String> onNodes(Connection connection) throws SQLException {
        var found = new HashSet<String>();
        try (var look = onNodes.on(connection);
                var rows = look.set("query", open.numbered("name"))
                        .set("name", tenant)
                        .query()) {
            while (rows.next()) {
                var node = "node " + rows.getInt(1) + ": ";
                if (!rows.getBoolean(2)) {
                    found.add(node + UNSEEN);
                    continue;
                }
                String.valueOf(rows.getString(3))
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .forEach(line -> found.add(node + line));
            }
        }
        return found;
    }
}
