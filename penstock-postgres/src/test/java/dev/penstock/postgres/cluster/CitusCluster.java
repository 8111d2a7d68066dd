package dev.penstock.postgres.cluster;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Citus cluster with a coordinator and two workers: {@linkplain #shared() shared} by the tests of this JVM, which is
 * the one that {@code PENSTOCK_CITUS_URL} names (any number of workers) or one made of installed binaries on free
 * loopback ports; or {@linkplain #own() of the test's own}, always made, whose nodes it may kill.
 *
 * <p>Tests say {@link RequiresCitus} and work in {@linkplain #schema() schemas of their own}. The folders below
 * {@code target/} outlive the JVM, the database does not. Cost: about 4 s, 8 after a clean build.
 */
public final class CitusCluster implements AutoCloseable {

    private static final String NAME = "citus_test";
    private static final @Nullable String URL = System.getenv("PENSTOCK_CITUS_URL");
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final String url;
    private final String user;
    private final String password;
    private final List<EmbeddedPostgres> nodes;

    private CitusCluster(String url, String user, String password, List<EmbeddedPostgres> nodes) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.nodes = nodes;
    }

    /** Whether {@link #shared} will have a cluster. */
    public static boolean available() {
        return URL != null || canBeMade();
    }

    /** Whether {@link #own} will have one. */
    static boolean canBeMade() {
        return Found.INSTALLATION.isPresent();
    }

    /** The cluster of this JVM, started when first asked for and stopped when the JVM ends. */
    public static CitusCluster shared() {
        return Shared.CLUSTER;
    }

    /** A cluster that nobody else uses; it is closed by the test. */
    public static CitusCluster own() {
        return make("own-citus-");
    }

    /** Of the coordinator, credentials included. */
    public String jdbcUrl() {
        return url + "?user=" + user + "&password=" + password;
    }

    /** Of the coordinator, without credentials. */
    public String url() {
        return url;
    }

    /** Of each node, the coordinator first; without credentials. */
    public List<String> urls() {
        try (var coordinator = connect();
                var statement = coordinator.createStatement();
                var rows = statement.executeQuery(
                        "select format('//%s:%s/', nodename, nodeport) from pg_dist_node where groupid <> 0 order by nodeid")) {
            var urls = new ArrayList<>(List.of(url));
            while (rows.next()) {
                urls.add(url.replaceFirst("//[^/]*/", rows.getString(1)));
            }
            return urls;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of all nodes of a cluster that was made, in the driver's form for several hosts, without credentials. */
    public String urlOfAllNodes() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + NAME));
    }

    /** Of a node of a cluster that was made; 0 coordinates. */
    public int port(int node) {
        return nodes.get(node).port();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** A connection to the coordinator. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** A connection to the worker of this number, from 0. */
    public Connection connectToWorker(int number) throws SQLException {
        return DriverManager.getConnection(jdbcUrlOfWorker(number));
    }

    /** Credentials included. */
    public String jdbcUrlOfWorker(int number) throws SQLException {
        try (var coordinator = connect();
                var statement = coordinator.createStatement();
                var row = statement.executeQuery(
                        "select nodename || ':' || nodeport from pg_dist_node where groupid <> 0 order by nodeid offset "
                                + number + " limit 1")) {
            row.next();
            return jdbcUrl().replaceFirst("//[^/]*/", "//" + row.getString(1) + "/");
        }
    }

    /** A new, empty schema; dropping it is up to the test. */
    public String schema() throws SQLException {
        String name = "t" + SCHEMAS.incrementAndGet() + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        try (var coordinator = connect()) {
            run(coordinator, "create schema " + name);
        }
        return name;
    }

    /** Stops a node of a cluster that was made, ending its sessions, and starts it on the same port; 0 coordinates. */
    public void restart(int node) {
        var stopped = nodes.get(node);
        stopped.close();
        start(node, stopped);
    }

    /** Kills all processes of a node at once, as a power cut would; {@link #revive} brings it back. */
    public void kill(int node) {
        var postmaster = ProcessHandle.of(nodes.get(node).pid()).orElseThrow();
        var processes = new ArrayList<>(postmaster.descendants().toList());
        processes.add(postmaster);
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(killed -> killed.onExit().join());
    }

    /** Starts a killed node again. */
    public void revive(int node) {
        var killed = nodes.get(node);
        killed.close();
        start(node, killed);
    }

    /** Lets all processes of a node stand still: it takes connections and questions, and answers none. */
    public void freeze(int node) {
        signal(node, "-STOP");
    }

    /** Lets a frozen node go on where it was. */
    public void thaw(int node) {
        signal(node, "-CONT");
    }

    private void signal(int node, String signal) {
        var postmaster = ProcessHandle.of(nodes.get(node).pid()).orElseThrow();
        // The one that makes the others first, so that there are none that are not seen here.
        var command = new ArrayList<>(List.of("kill", signal, Long.toString(postmaster.pid())));
        run(command);
        command.removeLast();
        postmaster.descendants().forEach(process -> command.add(Long.toString(process.pid())));
        run(command);
    }

    private static void run(List<String> command) {
        try {
            new ProcessBuilder(command).inheritIO().start().onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(int node, EmbeddedPostgres before) {
        var options = options(Found.INSTALLATION.orElseThrow()).withPort(before.port());
        nodes.set(node, EmbeddedPostgres.open(before.directory(), options));
    }

    @Override
    public void close() {
        nodes.forEach(EmbeddedPostgres::close);
    }

    private static CitusCluster open() {
        return URL == null
                ? make("citus-")
                : new CitusCluster(URL.replaceAll("\\?.*", ""), parameter("user"), parameter("password"), List.of());
    }

    private static String parameter(String name) {
        var found = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(String.valueOf(URL));
        return found.find() ? found.group(1) : "";
    }

    private static CitusCluster make(String folder) {
        try {
            return join(nodes(folder, options(Found.INSTALLATION.orElseThrow())));
        } catch (SQLException e) {
            throw new IllegalStateException("the Citus cluster of the tests did not come up", e);
        }
    }

    private static CitusCluster join(List<EmbeddedPostgres> nodes) throws SQLException {
        String password = UUID.randomUUID().toString();
        for (var node : nodes) {
            prepare(node, password);
        }
        var cluster = new CitusCluster(url(nodes.getFirst()), NAME, password, nodes);
        cluster.becomeOne();
        return cluster;
    }

    /**
     * A cluster of the test's own before it is one: three databases of one PostgreSQL each, of which the first is in use
     * and {@link #becomeOne} adds the others.
     */
    public static CitusCluster toBe() {
        try {
            var nodes = nodes("own-citus-", options(Found.INSTALLATION.orElseThrow()));
            String password = UUID.randomUUID().toString();
            for (var node : nodes) {
                prepare(node, password);
            }
            return new CitusCluster(url(nodes.getFirst()), NAME, password, nodes);
        } catch (SQLException e) {
            throw new IllegalStateException("the servers of the tests did not come up", e);
        }
    }

    /** Makes a cluster of the nodes, as its administrator does. */
    public void becomeOne() throws SQLException {
        for (var node : nodes) {
            try (var own = DriverManager.getConnection(url(node), user, password)) {
                run(own, "create extension citus");
                for (int target : new int[] {0, -1}) {
                    run(
                            own,
                            "insert into pg_dist_authinfo values (" + target + ", '" + user + "', 'password=" + password
                                    + "')");
                }
            }
        }
        try (var coordinator = connect()) {
            run(
                    coordinator,
                    "select citus_set_coordinator_host('127.0.0.1', "
                            + nodes.getFirst().port() + ")");
            for (var worker : nodes.subList(1, nodes.size())) {
                run(coordinator, "select citus_add_node('127.0.0.1', " + worker.port() + ")");
            }
        }
    }

    /** An empty database, and a role that the nodes know each other by. */
    private static void prepare(EmbeddedPostgres node, String password) throws SQLException {
        try (var owner = DriverManager.getConnection(node.jdbcUrl(), node.user(), node.password())) {
            dropTraces(owner);
            run(
                    owner,
                    "drop database if exists " + NAME + " with (force)",
                    "drop role if exists " + NAME,
                    "create role " + NAME + " superuser login password '" + password + "'",
                    "create database " + NAME + " owner " + NAME);
        }
    }

    /** What a trace of migrations left behind when its process was killed; the cluster's role owns part of it. */
    private static void dropTraces(Connection owner) throws SQLException {
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery(
                        "select datname from pg_database where datname like 'penstock_trace_%'")) {
            while (rows.next()) {
                run(
                        owner,
                        "drop database " + rows.getString(1) + " with (force)",
                        "drop role if exists " + rows.getString(1));
            }
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String url(EmbeddedPostgres node) {
        return "jdbc:postgresql://127.0.0.1:" + node.port() + "/" + NAME;
    }

    private static EmbeddedOptions options(CitusInstallation installation) {
        var options = EmbeddedOptions.defaults()
                .withPgBin(installation.bin())
                .withSetting(
                        "shared_preload_libraries",
                        installation.capturesStatements() ? "citus, pg_stat_statements" : "citus")
                .withSetting("citus.node_conninfo", "sslmode=prefer")
                .withSetting("citus.shard_count", "4")
                .withSetting("wal_level", "logical")
                .withSetting("citus.recover_2pc_interval", "2s")
                .withSetting("max_worker_processes", "32")
                .withSetting("shared_buffers", "64MB")
                .withSetting("fsync", "off");
        return installation.restrictsOutputPlugins()
                ? options.withSetting("output_plugin_libraries", "pgoutput, test_decoding, citus")
                : options;
    }

    /** A coordinator and two workers in the first folder that no other JVM uses. */
    private static List<EmbeddedPostgres> nodes(String folder, EmbeddedOptions options) {
        for (int slot = 0; ; slot++) {
            var nodes = new ArrayList<EmbeddedPostgres>();
            try {
                for (String node : List.of("coordinator", "worker-1", "worker-2")) {
                    nodes.add(EmbeddedPostgres.open(Path.of("target", folder + slot, node), options));
                }
                return nodes;
            } catch (PenstockException e) {
                nodes.forEach(EmbeddedPostgres::close);
                if (e.code() != ErrorCode.EMBEDDED_DIRECTORY_IN_USE) {
                    throw e;
                }
            }
        }
    }

    /** Looked for once, and only by tests that need it. */
    private static final class Found {
        static final Optional<CitusInstallation> INSTALLATION = CitusInstallation.find();
    }

    private static final class Shared {
        static final CitusCluster CLUSTER = open();
    }
}
