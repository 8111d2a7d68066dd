package dev.penstock.bench.chaos;

import dev.penstock.bench.server.CitusServer;
import dev.penstock.bench.server.LocalServer;
import dev.penstock.bench.server.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The database under chaos: one PostgreSQL, or a Citus cluster, that is there for nothing else. */
final class Ground implements AutoCloseable {

    static final String DATABASE = "penstock_bench_chaos";

    private static final int WORKER_NODES = 2;
    private static final int SHARDS = 8;

    /** A node that was killed must be back soon: it replays its log from the last checkpoint. */
    private static final Map<String, String> SETTINGS =
            Map.of("checkpoint_timeout", "1min", "max_wal_size", "1GB", "max_prepared_transactions", "400");

    private final Server server;
    private final List<LocalServer> nodes;

    private Ground(Server server, List<LocalServer> nodes) {
        this.server = server;
        this.nodes = nodes;
    }

    static Ground postgres(@Nullable Path pgBin) throws IOException, SQLException {
        var server = LocalServer.start("PostgreSQL", pgBin, SETTINGS);
        return prepared(new Ground(server, List.of(server)));
    }

    static Ground citus(@Nullable Path pgBin) throws IOException, SQLException {
        var server = CitusServer.start(pgBin, WORKER_NODES, SHARDS, SETTINGS);
        return prepared(new Ground(server, server.nodes()));
    }

    private static Ground prepared(Ground ground) throws SQLException {
        try {
            ground.server.recreate(DATABASE);
            return ground;
        } catch (SQLException | RuntimeException e) {
            ground.close();
            throw e;
        }
    }

    boolean isCitus() {
        return nodes.size() > 1;
    }

    List<LocalServer> nodes() {
        return nodes;
    }

    LocalServer node(int number) {
        return nodes.get(number % nodes.size());
    }

    /** Over whichever nodes there are. */
    String url() {
        return server.urlOfAllNodes(DATABASE);
    }

    /** Of the coordinator. */
    String installationUrl() {
        return server.url(DATABASE);
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    Connection connect() throws SQLException {
        return server.connect(DATABASE);
    }

    Connection connect(LocalServer node) throws SQLException {
        return DriverManager.getConnection(node.url(DATABASE), user(), password());
    }

    /** The application's table, beside Penstock's shards where there are any. */
    void createEffects() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("create schema chaos");
            statement.execute("""
                    create table chaos.effect (
                        tenant text, run_id uuid, step text, result text, primary key (tenant, run_id, step, result))
                    """);
            statement.execute("""
                    create table chaos.told (
                        tenant text, key text, run_id uuid, output text, primary key (tenant, key, run_id, output))
                    """);
            if (isCitus()) {
                for (var table : List.of("effect", "told")) {
                    statement.execute("select create_distributed_table('chaos." + table
                            + "', 'tenant', colocate_with => 'penstock.run')");
                }
            }
        }
    }

    /** Writes down what the callers were told, for the proofs to join with. */
    void write(Ledger ledger) throws SQLException {
        try (var connection = connect();
                var insert = connection.prepareStatement("insert into chaos.told values (?, ?, ?::uuid, ?)")) {
            int batched = 0;
            for (var entry : (Iterable<Ledger.Entry>) ledger.entries()::iterator) {
                insert.setString(1, entry.key().tenant());
                insert.setString(2, entry.key().key());
                insert.setString(3, entry.run());
                insert.setString(4, entry.output());
                insert.addBatch();
                if (++batched % 1_000 == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    /** Writes down what executions went past. */
    void writeSights(Path folder) throws SQLException, IOException {
        try (var connection = connect()) {
            // Only now: without a key it would keep shards from being moved.
            try (var statement = connection.createStatement()) {
                statement.execute("create table chaos.saw (tenant text, run_id uuid, step text, result text)");
                if (isCitus()) {
                    statement.execute(
                            "select create_distributed_table('chaos.saw', 'tenant', colocate_with => 'penstock.run')");
                }
            }
            var copies = connection.unwrap(PGConnection.class).getCopyAPI();
            for (var file : Sights.files(folder)) {
                var copy = copies.copyIn("copy chaos.saw from stdin");
                try (var lines = Files.lines(file)) {
                    for (var line : (Iterable<String>) lines::iterator) {
                        var row = Sights.row(line);
                        if (row.isPresent()) {
                            var bytes = (row.get() + "\n").getBytes(StandardCharsets.UTF_8);
                            copy.writeToCopy(bytes, 0, bytes.length);
                        }
                    }
                    copy.endCopy();
                } finally {
                    if (copy.isActive()) {
                        copy.cancelCopy();
                    }
                }
            }
            try (var statement = connection.createStatement()) {
                statement.execute("analyze chaos.saw");
            }
        }
    }

    /** A shard, and a node that it is not on. */
    record Move(long shard, String from, int fromPort, String to, int toPort) {}

    Optional<Move> move(int number) throws SQLException {
        var moves = new ArrayList<Move>();
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select s.shardid, s.nodename, s.nodeport, n.nodename, n.nodeport
                        from citus_shards s
                        join pg_dist_node n on n.shouldhaveshards and (n.nodename, n.nodeport) <> (s.nodename, s.nodeport)
                        where s.table_name = 'penstock.run'::regclass
                        order by s.shardid, n.nodeport
                        """)) {
            while (rows.next()) {
                moves.add(new Move(
                        rows.getLong(1), rows.getString(2), rows.getInt(3), rows.getString(4), rows.getInt(5)));
            }
        }
        return moves.isEmpty() ? Optional.empty() : Optional.of(moves.get(number % moves.size()));
    }

    void carryOut(Move move) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement("select citus_move_shard_placement(?, ?, ?, ?, ?)")) {
            statement.setLong(1, move.shard());
            statement.setString(2, move.from());
            statement.setInt(3, move.fromPort());
            statement.setString(4, move.to());
            statement.setInt(5, move.toPort());
            statement.execute();
        }
    }

    /** Ends the sessions of workers and clients on one node. Returns how many. */
    int endSessions(LocalServer node) throws SQLException {
        try (var connection = connect(node);
                var statement =
                        connection.prepareStatement("select count(pg_terminate_backend(pid)) from pg_stat_activity "
                                + "where application_name = 'penstock' and datname = ?")) {
            statement.setString(1, DATABASE);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** Clears away what moves left behind that were cut short. */
    void tidy() throws SQLException {
        if (isCitus()) {
            try (var connection = connect();
                    var statement = connection.createStatement()) {
                statement.execute("call citus_cleanup_orphaned_resources()");
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
