package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/**
 * FAILURES 13: shards are drained, rebalanced and split, and a tenant is deleted, while many runs of
 * many tenants are under way: none is lost, no step counts twice.
 */
class CitusShardsTest extends CitusFaults {

    @Test
    void shards_are_rebalanced_with_and_without_blocking_writes() throws SQLException {
        underLoad(
                () -> {
                    execute("select citus_drain_node(nodename, nodeport, 'block_writes') from pg_dist_node"
                            + " where groupid <> 0 order by nodeid desc limit 1");
                    assertThat(nodesWithShards()).isOne();
                },
                () -> {
                    execute("select citus_set_node_property(nodename, nodeport, 'shouldhaveshards', true)"
                            + " from pg_dist_node where groupid <> 0");
                    execute("select rebalance_table_shards('penstock.run', shard_transfer_mode => 'force_logical')");
                    assertThat(nodesWithShards()).isEqualTo(2);
                });
    }

    @Test
    void shards_are_split() throws SQLException {
        underLoad(this::split, this::split);
        assertThat(Load.count(
                        database, "select count(*) from pg_dist_shard where logicalrelid = 'penstock.run'::regclass"))
                .isEqualTo(6);
    }

    /** To another node, see docs/citus-move.md. */
    @Test
    void shards_are_split_without_blocking_writes() throws SQLException {
        underLoad(() -> split(
                "(select array[o.nodeid, o.nodeid] from pg_dist_node o where o.shouldhaveshards"
                        + " and o.nodeid <> n.nodeid limit 1)",
                "force_logical"));
        assertThat(Load.count(
                        database, "select count(*) from pg_dist_shard where logicalrelid = 'penstock.run'::regclass"))
                .isEqualTo(5);
    }

    @Test
    void a_tenant_is_deleted() throws SQLException {
        var gone = TENANTS.getFirst();
        var others = TENANTS.subList(1, TENANTS.size());
        try (var penstock = open()) {
            distributeEffects();
            Load.start(penstock, TENANTS);
            awaitSteps(Load.STEPS / 4);

            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("delete from penstock.run where tenant = '" + gone + "'");
                statement.execute("delete from penstock.step where tenant = '" + gone + "'");
                connection.commit();
            }

            Load.proveOfSome(Load.start(penstock, TENANTS, others));
        }
        assertThat(Load.count(database, "select count(*) from penstock.step where tenant = '" + gone + "'"))
                .as("steps recorded of a run that is not there any more")
                .isZero();
    }

    @FunctionalInterface
    private interface Change {
        void happen() throws SQLException;
    }

    private void underLoad(Change... changes) throws SQLException {
        try (var penstock = open()) {
            distributeEffects();
            var handles = Load.start(penstock, TENANTS);
            for (int at = 0; at < changes.length; at++) {
                awaitSteps((long) Load.STEPS * (at + 1) / (changes.length + 2));
                changes[at].happen();
            }
            Load.proveThatEachStepCountedOnce(handles, database);
        }
    }

    private Penstock open() {
        return Load.open("worker", database.jdbcUrl(), database.user(), database.password());
    }

    private void split() throws SQLException {
        split("array[n.nodeid, n.nodeid]", "block_writes");
    }

    /** The largest shard, in the middle. */
    private void split(String to, String mode) throws SQLException {
        execute("""
                select citus_split_shard_by_split_points(
                    s.shardid, array[((s.shardminvalue::bigint + s.shardmaxvalue::bigint) / 2)::text],
                    %s, '%s')
                from pg_dist_shard s
                join pg_dist_placement p on p.shardid = s.shardid
                join pg_dist_node n on n.groupid = p.groupid
                where s.logicalrelid = 'penstock.run'::regclass
                order by s.shardmaxvalue::bigint - s.shardminvalue::bigint desc, s.shardid
                limit 1""".formatted(to, mode));
    }

    private long nodesWithShards() {
        return Load.count(
                database,
                "select count(distinct p.groupid) from pg_dist_placement p join pg_dist_shard s on s.shardid = p.shardid"
                        + " where s.logicalrelid = 'penstock.run'::regclass");
    }
}
