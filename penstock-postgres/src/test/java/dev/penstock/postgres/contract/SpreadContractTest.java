package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.Tenant;
import dev.penstock.failure.ErrorCode;
import dev.penstock.postgres.TestStore;
import dev.penstock.run.RunId;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.run.Start;
import dev.penstock.step.Retry;
import dev.penstock.tenant.Spread;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A tenant that is spread over buckets goes on under its own name. */
class SpreadContractTest extends Contract {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Workflow<String, String> ECHO = Workflow.define(
            "echo",
            String.class,
            String.class,
            (input, run) -> run.step("hear", String.class, () -> "heard " + input + " of " + run.tenant()));

    private Penstock client() {
        return open(
                Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                        .connections(3),
                Penstock.Builder::client);
    }

    private static List<RunHandle<String>> starts(Tenant tenant, int number) {
        return IntStream.range(0, number)
                .mapToObj(at -> tenant.start(ECHO, "run " + at))
                .toList();
    }

    // --- where runs are ----------------------------------------------------------------------------------------

    @Test
    void runs_are_in_the_buckets_that_their_ids_lead_to_and_found_under_the_name() {
        var acme = open(ECHO).tenant("acme");
        var spread = acme.spread(16);
        assertThat(spread.buckets()).hasSize(16).doesNotHaveDuplicates().allMatch(Spread::isBucket);

        var handles = starts(acme, 100);

        handles.forEach(handle -> assertThat(handle.result(SOON)).endsWith(" of acme"));
        assertThat(count("select count(*) from penstock.run where tenant = 'acme'"))
                .isZero();
        assertThat(count("select count(distinct tenant) from penstock.run")).isGreaterThan(8);
        for (var handle : handles) {
            assertThat(handle.tenant()).isEqualTo("acme");
            assertThat(handle.storedTenant()).isEqualTo(spread.bucketOf(handle.id()));
            assertThat(handle.status().tenant()).isEqualTo("acme");
            assertThat(handle.steps())
                    .singleElement()
                    .satisfies(step -> assertThat(step.tenant()).isEqualTo("acme"));
        }
        assertThat(count("""
                select count(*) from penstock.run r, penstock.spread s
                where r.tenant <> s.buckets[1 + penstock.slot(r.run_id) % 16]""")).as("runs elsewhere than the database has it").isZero();
    }

    @Test
    void what_one_run_does_stays_in_one_bucket() {
        var child = Workflow.define(
                "child", String.class, String.class, (input, run) -> run.step("hear", String.class, run::storedTenant));
        var parent = Workflow.define("parent", Integer.class, String.class, (left, run) -> {
            var ours = run.step("ours", String.class, run::storedTenant);
            assertThat(run.call(child, "x")).isEqualTo(ours);
            return left > 0 ? run.continueAsNew(left - 1) : ours;
        });
        var acme = open(EVICTS_AT_ONCE, parent, child).tenant("acme");
        acme.spread(8);

        for (int at = 0; at < 20; at++) {
            var handle = acme.start(parent, 2);
            assertThat(handle.result(SOON)).isEqualTo(handle.storedTenant());
        }
        assertThat(acme.list(RunQuery.all().withPageSize(200)).items())
                .hasSize(20 * 6)
                .allSatisfy(run -> assertThat(acme.status(run.id()).id()).isEqualTo(run.id()));
    }

    @Test
    void a_key_makes_one_run_wherever_it_is_started_from() throws SQLException {
        var acme = open(ECHO).tenant("acme");
        acme.spread(16);
        var late = client().tenant("acme");
        for (int at = 0; at < 20; at++) {
            var key = Start.idempotencyKey("key " + at);
            var ids = new ArrayList<RunId>();
            ids.add(acme.start(ECHO, "java", key).id());
            ids.add(late.start(ECHO, "client", key).id());
            try (var connection = database.connect()) {
                ids.add(late.start(connection, ECHO, "transaction", key).id());
            }
            ids.add(fromSql("select penstock.start('acme', 'echo', '\"sql\"', p_idempotency_key => 'key " + at + "')"));

            assertThat(ids).containsOnly(ids.getFirst());
        }
        assertThat(count("select count(*) from penstock.run")).isEqualTo(20);
    }

    private RunId fromSql(String sql) {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return new RunId(Objects.requireNonNull(rows.getObject(1, UUID.class)));
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    // --- processes that have not heard of it --------------------------------------------------------------------

    @Test
    void processes_that_were_open_before_start_nothing_in_the_wrong_place() throws SQLException {
        var worker = open(ECHO).tenant("acme");
        var client = client().tenant("acme");
        var inTransaction = client().tenant("acme");
        client().tenant("acme").spread(16);

        for (int at = 0; at < 10; at++) {
            assertThat(worker.start(ECHO, "x").result(SOON)).isEqualTo("heard x of acme");
            assertThat(client.start(ECHO, "y").result(SOON)).isEqualTo("heard y of acme");
            try (var connection = database.connect()) {
                var handle = inTransaction.start(connection, ECHO, "z", Start.options());
                assertThat(handle.result(SOON)).isEqualTo("heard z of acme");
                assertThat(handle.status().tenant()).isEqualTo("acme");
            }
            fromSql("select penstock.start('acme', 'echo', '\"sql\"')");
        }

        assertThat(count("select count(*) from penstock.run where tenant = 'acme'"))
                .isZero();
        assertThat(count("select count(*) from penstock.run where tenant like 'acme~%'"))
                .isEqualTo(40);
    }

    @Test
    void processes_that_were_open_before_find_everything() {
        var penstock = open(ECHO);
        var finds = List.of(client(), client(), client(), client(), client());
        var acme = penstock.tenant("acme");
        acme.spread(16);
        var handle = acme.start(ECHO, "x");
        handle.result(SOON);

        assertThat(finds.get(0).tenant("acme").find(handle.id())).isPresent();
        assertThat(finds.get(1).tenant("acme").list(RunQuery.all()).items()).hasSize(1);
        assertThat(finds.get(2).tenant("acme").steps(handle.id())).hasSize(1);
        assertThat(finds.get(3).tenant("acme").cancel(handle.id())).isEqualTo(RunState.COMPLETED);
        assertThat(finds.get(4).tenant("acme").buckets()).hasSize(16);
    }

    // --- listings ----------------------------------------------------------------------------------------------

    @Test
    void pages_go_over_all_buckets_newest_first_each_run_once() {
        var acme = open(ECHO).tenant("acme");
        acme.spread(8);
        var other = open(ECHO).tenant("globex");
        starts(acme, 57).forEach(handle -> handle.result(SOON));
        starts(other, 3).forEach(handle -> handle.result(SOON));

        var seen = new ArrayList<RunStatus>();
        var query = RunQuery.all().withPageSize(10);
        for (@Nullable String cursor = ""; cursor != null; ) {
            var page = acme.list(cursor.isEmpty() ? query : query.after(cursor));
            assertThat(page.items()).hasSizeBetween(1, 10);
            seen.addAll(page.items());
            cursor = page.cursor();
        }

        assertThat(seen).extracting(RunStatus::id).hasSize(57).doesNotHaveDuplicates();
        assertThat(seen).extracting(RunStatus::tenant).containsOnly("acme");
        for (int at = 1; at < seen.size(); at++) {
            assertThat(seen.get(at).createdAt())
                    .isBeforeOrEqualTo(seen.get(at - 1).createdAt());
        }
        assertThat(acme.list(query.withStates(RunState.FAILED)).items()).isEmpty();
        assertThat(other.list(query).items()).hasSize(3);
    }

    @Test
    void steps_and_attributes_are_looked_up_over_all_buckets() {
        var fails = Workflow.define("fails", String.class, String.class, (input, run) -> {
            run.attribute("order", input);
            return run.step("try", String.class, Retry.attempts(2).fixed(Duration.ofHours(1)), () -> {
                throw new IllegalStateException("not today");
            });
        });
        var acme = open(EVICTS_AT_ONCE, fails).tenant("acme");
        acme.spread(8);
        var handles = IntStream.range(0, 30)
                .mapToObj(at -> acme.start(fails, "order " + at % 3))
                .toList();
        Await.until(
                "all wait for a retry",
                () -> handles.stream().allMatch(handle -> handle.status().state() == RunState.WAITING));

        assertThat(acme.list(RunQuery.all().withAttribute("order", "order 1")).items())
                .hasSize(10);
        var first = acme.retriesPending(20, null);
        var second = acme.retriesPending(20, first.next().orElseThrow());
        assertThat(first.items()).hasSize(20);
        assertThat(second.items()).hasSize(10);
        assertThat(second.cursor()).isNull();
        var due = new ArrayList<>(first.items());
        due.addAll(second.items());
        assertThat(due).extracting(step -> step.run()).doesNotHaveDuplicates();
        assertThat(due).extracting(step -> Objects.requireNonNull(step.dueAt())).isSorted();
        assertThat(acme.cancel(handles.getFirst().id())).isEqualTo(RunState.CANCELLED);
    }

    // --- the wall ----------------------------------------------------------------------------------------------

    @Test
    void nobody_gets_at_a_bucket_under_its_own_name_nor_at_anothers_runs() {
        var penstock = open(ECHO);
        var acme = penstock.tenant("acme");
        var bucket = acme.spread(4).buckets().getFirst();
        var ours = acme.start(ECHO, "ours");
        var globex = penstock.tenant("globex");
        globex.spread(4);
        var theirs = globex.start(ECHO, "theirs");

        assertRefused(ErrorCode.INVALID_TENANT, () -> penstock.tenant(bucket)).withMessageContaining("tenant acme");
        assertRefused(ErrorCode.INVALID_TENANT, () -> penstock.tenant("unheard of~7"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> execute("select penstock.start('" + bucket + "', 'echo')"))
                .havingCause()
                .withMessageContaining("PEN-1015");
        assertThat(acme.find(theirs.id())).isEmpty();
        assertThat(globex.find(ours.id())).isEmpty();
        assertThat(acme.list(RunQuery.all()).items()).extracting(RunStatus::id).containsExactly(ours.id());
        assertRefused(ErrorCode.RUN_NOT_FOUND, () -> globex.cancel(ours.id()));
        assertThat(penstock.tenant("acme~").start(ECHO, "x").result(SOON)).isEqualTo("heard x of acme~");
    }

    // --- Citus -------------------------------------------------------------------------------------------------

    @Test
    void on_citus_a_tenant_is_on_every_shard_and_on_every_node() {
        if (on != TestStore.CITUS) {
            return;
        }
        var acme = open(ECHO).tenant("acme");
        int shards = Math.toIntExact(
                count("select count(*) from pg_dist_shard where logicalrelid = 'penstock.run'::regclass"));
        acme.spread(shards);
        starts(acme, shards * 12).forEach(handle -> handle.result(SOON));

        assertThat(count("""
                select count(distinct get_shard_id_for_distribution_column('penstock.run', tenant))
                from penstock.run""")).as("shards that have runs").isEqualTo(shards);
        assertThat(count("""
                select count(distinct p.groupid)
                from (select distinct get_shard_id_for_distribution_column('penstock.run', tenant) as shardid
                      from penstock.run) s
                join pg_dist_placement p on p.shardid = s.shardid""")).as("nodes that have runs").isEqualTo(count("""
                        select count(distinct p.groupid) from pg_dist_placement p
                        join pg_dist_shard s on s.shardid = p.shardid
                        where s.logicalrelid = 'penstock.run'::regclass""")).isGreaterThan(1);
    }
}
