package dev.penstock.bench.scale;

import dev.penstock.bench.server.Counted;
import dev.penstock.bench.server.Counters;
import dev.penstock.bench.server.Server;
import dev.penstock.bench.server.ServerCpu;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a node did during a counted lap. */
record NodeShare(String node, long sessions, Counted counted, long cpuNanos) {

    /** Counts on each node while the work is done once. */
    static List<NodeShare> during(Team team, Counters.Work work) throws Exception {
        var shares = new ArrayList<NodeShare>();
        during(team, List.copyOf(team.server().nodes()), work, shares);
        return shares;
    }

    /** The counters of the nodes around each other, the work inside. */
    private static void during(Team team, List<Server> nodes, Counters.Work work, List<NodeShare> shares)
            throws Exception {
        if (nodes.isEmpty()) {
            work.run();
            return;
        }
        var node = nodes.getFirst();
        try (var counters = new Counters(node)) {
            counters.settle(List.of());
            var cpu = new ServerCpu(node);
            long[] spent = new long[1];
            long[] sessions = new long[1];
            var counted = counters.during(team.database(), () -> {
                long before = cpu.nanos().orElse(0);
                during(team, nodes.subList(1, nodes.size()), work, shares);
                spent[0] = cpu.nanos().orElse(0) - before;
                sessions[0] = sessions(node, team.database());
            });
            shares.addFirst(new NodeShare(node.title(), sessions[0], counted, spent[0]));
        }
    }

    private static long sessions(Server node, String database) throws SQLException {
        try (var connection = node.connect(node.home());
                var statement = connection.prepareStatement(
                        "select count(*) from pg_stat_activity where application_name = 'penstock' and datname = ?")) {
            statement.setString(1, database);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
