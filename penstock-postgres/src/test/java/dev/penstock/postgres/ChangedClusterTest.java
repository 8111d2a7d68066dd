package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.schema.Move;
import dev.penstock.postgres.schema.MoveOptions;
import dev.penstock.postgres.schema.MoveWatcher;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.Verdict;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A store that is open while the cluster changes under it goes on like one that is opened afterwards. */
@RequiresCitus
class ChangedClusterTest {

    private static final String SPLIT = """
            select citus_split_shard_by_split_points(
                s.shardid, array[((s.shardminvalue::bigint + s.shardmaxvalue::bigint) / 2)::text],
                array[n.nodeid, n.nodeid], 'block_writes')
            from pg_dist_shard s
            join pg_dist_placement p on p.shardid = s.shardid
            join pg_dist_node n on n.groupid = p.groupid
            where s.logicalrelid = 'penstock.run'::regclass
            order by s.shardminvalue::bigint
            limit 1""";

    @Test
    void storeThatWasOpenBeforeTheMoveIsAsOneThatIsOpenedAfterIt() throws Exception {
        var database = TestStore.CITUS.database();
        try (var connection = database.connect()) {
            new Migrator(connection, TenantType.TEXT, step -> {}).migrate();
            Fixture.execute(connection, """
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at)
                    values ('acme', gen_random_uuid(), 'w', '1', 'queued', 5, 0, now(), now())""");
            try (var at = Fixture.create(database, JournalOptions.defaults())) {
                var key = newKey();
                await(at.store.start(held(key, at.worker)));
                assertThat(at.store.lanes()).isEqualTo(2);
                assertThat(planning(at, key, "before")).isEqualTo("auto");

                new Move(connection, TenantType.TEXT, MoveOptions.defaults(), new Silent()).carryOut(null);
                at.store.renew(at.worker, Fixture.LEASE);

                Await.until("lanes are those of 4 shards", () -> at.store.lanes() == 4);
                assertThat(at.store.description()).startsWith("Citus with 4 shards on 2 nodes");
                for (int n = 0; n < at.store.connections(); n++) {
                    assertThat(planning(at, key, "after " + n)).isEqualTo("force_custom_plan");
                }
                assertThat(await(at.store.record(Entry.of(new Holding(key, at.worker, 1), step("last")))))
                        .isEqualTo(Verdict.RECORDED);
            }
        }
    }

    @Test
    void lanesFollowASplitAndNodesAreLookedAtAgain() throws SQLException {
        var cluster = CitusCluster.shared();
        var node = cluster.urls().getLast();
        try (var at = Fixture.create(TestStore.CITUS)) {
            assertThat(at.store.lanes()).isEqualTo(4);
            answersEarly(node, "off");
            try {
                at.value(SPLIT);
                at.store.shards().doubt();
                at.store.renew(at.worker, Fixture.LEASE);

                Await.until("lanes are those of 5 shards", () -> at.store.lanes() == 8);
                Await.until(
                        "what is wrong with a node is said",
                        () -> at.store.description().contains("PEN-3014"));
            } finally {
                answersEarly(node, "on");
            }
            at.value(SPLIT);
            at.store.shards().doubt();
            at.store.renew(at.worker, Fixture.LEASE);
            Await.until(
                    "nothing is wrong any more", () -> !at.store.description().contains("PEN-3014"));
        }
    }

    private static String planning(Fixture at, RunKey key, String name) throws Exception {
        var said = new ArrayList<String>();
        at.store.transact(new Holding(key, at.worker, 1), connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("show plan_cache_mode")) {
                row.next();
                said.add(row.getString(1));
            }
            return step(name);
        });
        return said.getFirst();
    }

    /** For this node's database alone, as its administrator may have done. */
    private static void answersEarly(String node, String commit) throws SQLException {
        var cluster = CitusCluster.shared();
        try (var connection = DriverManager.getConnection(node, cluster.user(), cluster.password())) {
            Fixture.execute(connection, "set citus.enable_ddl_propagation = off");
            Fixture.execute(
                    connection, "alter database " + connection.getCatalog() + " set synchronous_commit = " + commit);
        }
    }

    private static final class Silent implements MoveWatcher {
        @Override
        public void said(String what) {}

        @Override
        public void copied(long runs, long of) {}

        @Override
        public void swapped(Duration stall) {}
    }
}
