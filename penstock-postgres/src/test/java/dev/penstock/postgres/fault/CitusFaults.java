package dev.penstock.postgres.fault;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * What happens to a cluster while many runs of many tenants are under way. The cluster is one for all such tests of this
 * JVM, which may harm it and leave it whole; it ends with the JVM.
 */
@RequiresCitus(own = true)
abstract class CitusFaults {

    static final List<String> TENANTS =
            IntStream.range(0, 12).mapToObj(at -> "tenant-" + at).toList();

    @SuppressWarnings("NullAway.Init") // JUnit begins with it
    static CitusCluster cluster;

    @SuppressWarnings("NullAway.Init") // JUnit begins with it
    TestDatabase database;

    private static final class Started {
        static final CitusCluster CLUSTER = CitusCluster.own();
    }

    @BeforeAll
    static void start() {
        cluster = Started.CLUSTER;
    }

    @BeforeEach
    void empty() throws SQLException {
        database = TestDatabase.create(cluster);
        Load.createEffects(database);
    }

    void distributeEffects() throws SQLException {
        execute("select create_distributed_table('effect', 'tenant', colocate_with => 'penstock.run')");
    }

    /** The schema and the effects on their shards, by somebody who leaves again. */
    void install() throws SQLException {
        Load.open("installer", database.jdbcUrl(), database.user(), database.password())
                .close();
        distributeEffects();
    }

    /** Those whose shard is on the node of this number. */
    List<String> tenantsOn(int node) throws SQLException {
        var found = new ArrayList<String>();
        try (var connection = database.connect();
                var look = connection.prepareStatement("""
                        select 1 from pg_dist_placement p
                        join pg_dist_node n on n.groupid = p.groupid
                        where p.shardid = get_shard_id_for_distribution_column('penstock.run', ?) and n.nodeport = ?""")) {
            for (var tenant : TENANTS) {
                look.setString(1, tenant);
                look.setInt(2, cluster.port(node));
                try (var row = look.executeQuery()) {
                    if (row.next()) {
                        found.add(tenant);
                    }
                }
            }
        }
        return found;
    }

    void awaitSteps(long steps) {
        Await.until(
                steps + " steps are recorded",
                () -> Load.count(database, "select count(*) from penstock.step") >= steps);
    }

    void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
