package dev.penstock.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Citus cluster of the bench's own: a coordinator without shards and worker nodes, all on this machine, made of an
 * installed PostgreSQL that has the extension.
 */
public final class CitusServer implements Server {

    private static final String USER = "bench";

    private final List<LocalServer> nodes;
    private final String password;

    private CitusServer(List<LocalServer> nodes, String password) {
        this.nodes = nodes;
        this.password = password;
    }

    /**
     * Starts one.
     *
     * @param pgBin the programs of an installed PostgreSQL; null for the newest in a usual place that has Citus
     * @param workers the nodes with shards
     * @param shards of a distributed table
     * @param more settings over those that every server of the bench has
     */
    public static CitusServer start(@Nullable Path pgBin, int workers, int shards, Map<String, String> more)
            throws IOException, SQLException {
        var installation = CitusInstallation.find(pgBin);
        var settings = settings(installation, shards);
        settings.putAll(more);
        var nodes = new ArrayList<LocalServer>();
        try {
            for (int at = 0; at <= workers; at++) {
                var title = at == 0 ? "coordinator" : "worker " + at;
                nodes.add(LocalServer.start(title, installation.bin(), settings));
            }
            var password = UUID.randomUUID().toString();
            for (var node : nodes) {
                execute(node, node.home(), "create role " + USER + " superuser login password '" + password + "'");
            }
            return new CitusServer(List.copyOf(nodes), password);
        } catch (IOException | SQLException | RuntimeException e) {
            nodes.forEach(LocalServer::close);
            throw e;
        }
    }

    private static Map<String, String> settings(CitusInstallation installation, int shards) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "shared_preload_libraries", "citus,pg_stat_statements",
                "citus.node_conninfo", "sslmode=prefer",
                "citus.shard_count", Integer.toString(shards),
                // Sessions of clients, and those by which the nodes reach each other.
                "max_connections", "400",
                // What a coordinator that died left prepared is cleaned up soon.
                "citus.recover_2pc_interval", "2s",
                // Shards are moved while they are written to.
                "wal_level", "logical",
                "max_worker_processes", "32"));
        if (installation.restrictsOutputPlugins()) {
            settings.put("output_plugin_libraries", "pgoutput, test_decoding, citus");
        }
        return settings;
    }

    @Override
    public List<LocalServer> nodes() {
        return nodes;
    }

    @Override
    public String title() {
        return "Citus";
    }

    @Override
    public String url(String database) {
        return nodes.getFirst().url(database);
    }

    @Override
    public String urlOfAllNodes(String database) {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + database + "?loadBalanceHosts=true"));
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String home() {
        return nodes.getFirst().home();
    }

    @Override
    public boolean owned() {
        return true;
    }

    @Override
    public Optional<Path> folder() {
        return nodes.getFirst().folder();
    }

    /** On each node a database of this name, and the cluster made of them. */
    @Override
    public void recreate(String database) throws SQLException {
        for (var node : nodes) {
            node.recreate(database);
            try (var own = connect(node, database)) {
                execute(own, "create extension citus");
                for (int target : new int[] {0, -1}) {
                    execute(
                            own,
                            "insert into pg_dist_authinfo values (" + target + ", '" + USER + "', 'password=" + password
                                    + "')");
                }
            }
        }
        try (var coordinator = connect(database)) {
            execute(
                    coordinator,
                    "select citus_set_coordinator_host('127.0.0.1', "
                            + nodes.getFirst().port() + ")");
            for (var worker : nodes.subList(1, nodes.size())) {
                execute(coordinator, "select citus_add_node('127.0.0.1', " + worker.port() + ")");
            }
        }
    }

    @Override
    public void drop(String database) throws SQLException {
        for (var node : nodes) {
            node.drop(database);
        }
    }

    /** A connection to a node, by the role that all nodes know. */
    public Connection connect(LocalServer node, String database) throws SQLException {
        return DriverManager.getConnection(node.url(database), USER, password);
    }

    private static void execute(Server node, String database, String sql) throws SQLException {
        try (var connection = node.connect(database)) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        nodes.forEach(LocalServer::close);
    }
}
