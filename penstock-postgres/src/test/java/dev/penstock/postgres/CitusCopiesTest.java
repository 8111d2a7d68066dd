package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.Verdict;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions that are copied for each shard, and what sessions keep of plans. */
@RequiresCitus
class CitusCopiesTest {

    private final Fixture at = Fixture.create(TestStore.CITUS);

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void flushIsWrittenByTheCopyForItsShard() {
        var shard = at.value("select penstock.hold_own('acme', '{acme}')");
        at.execute("drop function penstock.append_runs_" + shard);

        var refused = at.store.start(held(newKey(), at.worker));

        assertThat(refused)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining("append_runs_" + shard);
    }

    @Test
    void historyIsReadByTheCopyForItsShard() {
        var key = newKey();
        assertThat(startedAndRecorded(key)).isEqualTo(Verdict.RECORDED);
        var histories = "select count(*) from penstock.histories('acme', '{acme}', '{acme}', array['%s'::uuid])"
                .formatted(key.id());
        assertThat(at.value(histories)).isEqualTo(3L);

        at.execute("drop function penstock.histories_" + at.value("select penstock.hold_own('acme', '{acme}')"));

        assertThatThrownBy(() -> at.value(histories)).hasStackTraceContaining("histories_");
    }

    @Test
    void withoutCopiesTheSameIsWrittenThroughCitus() {
        at.dropCopies();
        assertThat(at.value("select penstock.hold_own('acme', '{acme}')")).isNull();

        var key = newKey();
        assertThat(startedAndRecorded(key)).isEqualTo(Verdict.RECORDED);
        assertThat(at.value("select count(*) from penstock.histories('acme', '{acme}', '{acme}', array['%s'::uuid])"
                        .formatted(key.id())))
                .isEqualTo(3L);
    }

    @Test
    void copiesForShardsThatAreNoMoreAreDropped() throws SQLException {
        at.execute("create function penstock.append_100001() returns void language plpgsql as 'begin end'");
        distribute(new ArrayList<>());

        assertThat(at.value("select to_regproc('penstock.append_100001')")).isNull();
        assertThat(at.value("select penstock.hold_own('acme', '{acme}')")).isNotNull();
    }

    @Test
    void whatIsCopiedIsNotCopiedAgain() throws SQLException {
        var said = new ArrayList<String>();
        distribute(said);
        assertThat(said).isEmpty();

        at.execute("alter function penstock.stands set work_mem = '5MB'");
        distribute(said);
        distribute(said);
        assertThat(said).containsExactly("copying functions for each shard");
    }

    private void distribute(List<String> said) throws SQLException {
        try (var connection = at.database.connect()) {
            new Distribution(connection, TenantType.TEXT, said::add).distribute(null);
        }
    }

    /** As after a split of which the worker has not heard. */
    @Test
    void copyIsNotGivenWhatIsOfAnotherShard() {
        var other = at.value("""
                select min(t) from (select 'tenant-' || n as t from generate_series(1, 50) n) s
                where get_shard_id_for_distribution_column('penstock.run', t)
                    <> get_shard_id_for_distribution_column('penstock.run', 'acme')""");

        assertThat(at.value("select penstock.hold_own('acme', '{acme,%s}')".formatted(other)))
                .isNull();
        assertThat(at.value("select penstock.hold_own('acme', '{acme}')")).isNotNull();
    }

    /** Of a plan for all values Citus 13.2 keeps another 50 kB each time that it is executed. */
    @Test
    void sessionsDoNotGrowWithWhatTheyExecute() throws SQLException {
        for (var node : at.database.nodes()) {
            try (var connection = DriverManager.getConnection(node, at.database.user(), at.database.password())) {
                var call = "select penstock.renew('acme', '{acme}', '%s', null, 60000000), penstock.hold_shard('acme')"
                        .formatted(at.worker.value());
                for (int times = 0; times < 20; times++) {
                    Fixture.execute(connection, call);
                }
                long before = memory(connection);
                for (int times = 0; times < 50; times++) {
                    Fixture.execute(connection, call);
                }
                assertThat(memory(connection) - before).as(node).isLessThan(500_000);
            }
        }
    }

    /** By the one index that has the order, also where there is little to choose by. */
    @Test
    void looksForDueWorkArePlannedOnceInASessionAndShard() throws SQLException {
        var query = new Statements(TenantType.TEXT)
                .statement("claim/find_due")
                .numbered("workflows", "versions", "queues", "rooms");
        for (var node : at.database.nodes().subList(1, 3)) {
            try (var connection = DriverManager.getConnection(node, at.database.user(), at.database.password())) {
                for (var route : at.store.shards().nodes()) {
                    look(connection, route.route(), query);
                }
                var prepared = prepared(connection);
                assertThat(prepared).as("looks prepared for shards of " + node).hasSize(2);
                for (var name : prepared) {
                    assertThat(explained(connection, name))
                            .contains("run_due_idx")
                            .doesNotContain("Seq Scan", "Sort");
                }
                for (var route : at.store.shards().nodes()) {
                    look(connection, route.route(), query);
                }
                assertThat(prepared(connection)).isEqualTo(prepared);
            }
        }
    }

    private static void look(Connection connection, String route, String query) throws SQLException {
        try (var look = connection.prepareStatement("""
                select from penstock.look_on_shards(?, ?, '{order}', '{1}', '{default}', '{10}')
                    as d (tenant text, run_id uuid, epoch bigint, queue text, priority smallint, due_at timestamptz,
                        first boolean, place integer)""")) {
            look.setString(1, route);
            look.setString(2, query);
            look.executeQuery().close();
        }
    }

    private static List<String> prepared(Connection connection) throws SQLException {
        return texts(connection, "select name from pg_prepared_statements where name ~ '^penstock_' order by name");
    }

    private static String explained(Connection connection, String name) throws SQLException {
        Fixture.execute(connection, "set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off");
        return String.join(
                "\n", texts(connection, "explain execute \"" + name + "\" ('{order}', '{1}', '{default}', '{10}')"));
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        var found = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Test
    void storesConnectionsPlanWithTheValuesAtHand() throws Exception {
        var key = newKey();
        await(at.store.start(held(key, at.worker)));

        at.store.transact(new Holding(key, at.worker, 1), connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("show plan_cache_mode")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("force_custom_plan");
            }
            return step("ship");
        });
    }

    private Verdict startedAndRecorded(RunKey key) {
        await(at.store.start(held(key, at.worker)));
        var written = IntStream.range(0, 3)
                .mapToObj(n -> at.store.record(Entry.of(new Holding(key, at.worker, 1), step("ship " + n))))
                .toList();
        return written.stream()
                .map(Fixture::await)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    private static long memory(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select sum(used_bytes) from pg_backend_memory_contexts")) {
            row.next();
            return row.getLong(1);
        }
    }
}
