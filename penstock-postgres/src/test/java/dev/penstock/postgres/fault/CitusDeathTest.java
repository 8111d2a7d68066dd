package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/**
 * FAILURES 13: shards move and nodes are restarted and killed while many runs of many tenants are under way: none is
 * lost, no step counts twice.
 */
class CitusDeathTest extends CitusFaults {

    @Test
    void every_shard_moves() throws SQLException {
        underLoad(database.jdbcUrl(), this::moveAllShards, this::moveAllShards);
        assertThat(moved).as("shards moved").isGreaterThanOrEqualTo(8);
    }

    @Test
    void a_worker_node_is_restarted_and_killed() throws SQLException {
        underLoad(database.jdbcUrl(), () -> cluster.restart(1), () -> {
            cluster.kill(2);
            cluster.revive(2);
        });
    }

    @Test
    void the_coordinator_is_restarted_and_killed() throws SQLException {
        underLoad(database.jdbcUrl(), () -> cluster.restart(0), () -> {
            cluster.kill(0);
            cluster.revive(0);
        });
    }

    @Test
    void any_node_may_be_asked_and_any_may_be_lost() throws SQLException {
        // Only the coordinator may install the schema.
        Load.open("first", database.jdbcUrl(), database.user(), database.password())
                .close();
        underLoad(cluster.urlOfAllNodes() + "?loadBalanceHosts=true", this::everyNodeIsAsked, () -> cluster.restart(2));
    }

    private int moved;

    @FunctionalInterface
    private interface Outage {
        void happen() throws SQLException;
    }

    private void underLoad(String url, Outage... outages) throws SQLException {
        try (var penstock = Load.open("worker", url, database.user(), database.password())) {
            distributeEffects();
            var handles = Load.start(penstock, TENANTS);
            for (int at = 0; at < outages.length; at++) {
                awaitSteps((long) Load.STEPS * (at + 1) / (outages.length + 2));
                outages[at].happen();
            }
            Load.proveThatEachStepCountedOnce(handles, database);
        }
    }

    /** Each to the other worker node, the way that Citus chooses. */
    private void moveAllShards() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var shards = statement.executeQuery("""
                        select s.shardid, s.nodename, s.nodeport, n.nodename, n.nodeport
                        from citus_shards s
                        join pg_dist_node n on n.shouldhaveshards and (n.nodename, n.nodeport) <> (s.nodename, s.nodeport)
                        where s.table_name = 'penstock.run'::regclass""");
                var move = connection.prepareStatement("select citus_move_shard_placement(?, ?, ?, ?, ?)")) {
            while (shards.next()) {
                for (int at = 1; at <= 5; at++) {
                    move.setObject(at, shards.getObject(at));
                }
                move.execute();
                moved++;
            }
        }
    }

    private void everyNodeIsAsked() throws SQLException {
        for (var node : cluster.urls()) {
            try (var connection = DriverManager.getConnection(node, database.user(), database.password());
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select count(*) from pg_stat_activity where application_name = 'penstock'")) {
                row.next();
                assertThat(row.getInt(1))
                        .as("the worker's connections to " + node)
                        .isPositive();
            }
        }
    }
}
