package dev.penstock.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.Penstock;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.TestStore;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation that is on Citus already and has rows is brought from the scripts of an older build to those of a newer. */
@RequiresCitus
class CitusUpgradeTest {

    private static final int BEFORE_QUEUES = 11;
    private static final int BEFORE_SPREADS = 12;

    private static final AtomicBoolean ENOUGH = new AtomicBoolean();

    private static final Workflow<String, Integer> GOES_ON =
            Workflow.define("goes-on", String.class, Integer.class, (input, run) -> {
                int steps = 1;
                while (run.step("more", Boolean.class, () -> !ENOUGH.get())) {
                    steps++;
                }
                return steps;
            });

    private static final String COMPLETED = "select count(*) from penstock.run where state = 'completed'";

    private static final String WAITING = """
            select sum(result::bigint) from run_command_on_all_nodes($$
                select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock'$$)""";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestDatabase database = TestStore.CITUS.database();
    private final List<SchemaScript> scripts = new ArrayList<>(SchemaScript.ALL);

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {BEFORE_QUEUES, BEFORE_SPREADS})
    void installation_of_an_older_build_keeps_its_rows_and_becomes_like_a_new_one(int version) throws SQLException {
        try (var connection = database.connect()) {
            var then = SchemaScript.ALL.subList(0, version);
            new Migrator(connection, TenantType.TEXT, step -> {}, then).migrate();
            new Distribution(connection, TenantType.TEXT, step -> {}).layTables(null);
        }
        fill();

        upgrade();

        assertThatNothingIsLeftToDo();
        assertThat(count(COMPLETED)).isEqualTo(500);
        assertThat(count("select count(*) from penstock.step")).isEqualTo(1_000);
        ENOUGH.set(true);
        try (var penstock = open()) {
            assertThat(penstock.tenant("acme").start(GOES_ON, "after").result(LIMIT))
                    .isEqualTo(1);
            Await.until("the queued runs have ended", () -> count(COMPLETED) == 521);
        }
    }

    /** Columns, indexes, tables, functions, and those of the hot path made anew again and again under a worker's hands. */
    @Test
    void worker_goes_on_while_a_newer_build_brings_its_scripts() throws SQLException {
        ENOUGH.set(false);
        try (var penstock = open()) {
            var runs = IntStream.range(0, 24)
                    .mapToObj(n -> penstock.tenant("tenant-" + n % 12).start(GOES_ON, "before"))
                    .toList();
            awaitSteps(500);

            bring("""
                    alter table penstock.run add column novelty text;
                    create index run_novelty_idx on penstock.run (tenant, novelty) where novelty is not null;
                    create table penstock.novelty (tenant text not null, name text not null, primary key (tenant, name));
                    create table penstock.fashion (name text primary key);
                    insert into penstock.fashion values ('hats')""");
            assertThatNothingIsLeftToDo();
            scripts.add(script("create or replace function penstock.hats() returns text language sql return 'hats'"));
            migrate();
            assertThat(count("select count(*) from pg_proc where proname ~ '^append_(here|[0-9]{6,})$'"))
                    .as("copies of functions that may be others by now")
                    .isZero();
            bring("""
                    create function penstock.novelties(p_route text) returns bigint language plpgsql stable as
                    $$ begin return (select count(*) from penstock.novelty n where n.tenant = p_route); end $$""");
            assertThatNothingIsLeftToDo();
            assertThat(count("""
                            select count(*) from pg_dist_object
                            where objid = 'penstock.novelties'::regproc and distribution_argument_index = 0"""))
                    .as("functions that are called where their shard is")
                    .isOne();
            for (int times = 1; times <= 5; times++) {
                bring(changed("penstock.append", times), changed("penstock.append_steps", times));
                assertThatNothingIsLeftToDo();
                assertThat(count("select count(*) from pg_proc where proname ~ '^append_steps_\\d{6,}$'"
                                + " and prosrc like '%-- change " + times + "'"))
                        .as("copies of what has changed")
                        .isEqualTo(4);
                awaitSteps(count("select count(*) from penstock.step") + 100);
            }

            ENOUGH.set(true);
            for (var run : runs) {
                assertThat(run.result(LIMIT)).isEqualTo(run.steps().size());
            }
        }
    }

    @Test
    void only_the_coordinator_brings_scripts() throws SQLException {
        upgrade();
        scripts.add(script("create table penstock.fashion (name text primary key)"));
        try (var worker = CitusCluster.shared().connectToWorker(0)) {
            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(() -> new Migrator(worker, TenantType.TEXT, step -> {}, scripts).migrate())
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CITUS_UNUSABLE))
                    .withMessageContaining("coordinator");
        }
    }

    /**
     * Who looks into a table for long, on whichever node, keeps a script waiting, which keeps nobody else waiting for long,
     * and gets its turn.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void script_waits_for_its_locks_in_turns(boolean onCoordinator) throws Exception {
        upgrade();
        scripts.add(script("alter table penstock.run add column novelty text"));
        try (var looker = onCoordinator
                        ? database.connect()
                        : CitusCluster.shared().connectToWorker(0);
                var upgrader = Executors.newVirtualThreadPerTaskExecutor()) {
            looker.setAutoCommit(false);
            execute(looker, "select count(*) from penstock.run");
            var upgraded = upgrader.submit(() -> {
                upgrade();
                return true;
            });
            Await.until("the script waits", () -> count(WAITING) > 0);
            Await.until("the script lets others pass", () -> count(WAITING) == 0);
            looker.commit();
            assertThat(upgraded.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As {@code penstock schema upgrade} does. */
    private void upgrade() throws SQLException {
        migrate();
        try (var connection = database.connect()) {
            new Distribution(connection, TenantType.TEXT, step -> {}).distribute(null);
        }
    }

    private void migrate() throws SQLException {
        try (var connection = database.connect()) {
            new Migrator(connection, TenantType.TEXT, step -> {}, scripts).migrate();
        }
    }

    private void bring(String... texts) throws SQLException {
        for (var text : texts) {
            scripts.add(script(text));
        }
        upgrade();
    }

    private SchemaScript script(String text) {
        return new SchemaScript(scripts.size() + 1, "novelty", text);
    }

    /** The function as it would stand in a script, one line longer. */
    private String changed(String function, int times) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_get_functiondef('" + function + "'::regproc)")) {
            row.next();
            return row.getString(1)
                    .replaceFirst("(\n SET plan_cache_mode TO )'force_custom_plan'", "$1'force_generic_plan'")
                    .replaceFirst("(?s)\\$function\\$\\s*$", "\n-- change " + times + "\\$function\\$");
        }
    }

    private void assertThatNothingIsLeftToDo() throws SQLException {
        var said = new ArrayList<String>();
        try (var connection = database.connect()) {
            new Distribution(connection, TenantType.TEXT, said::add).distribute(null);
        }
        assertThat(said).isEmpty();
        assertThat(count("""
                        select count(distinct result) from run_command_on_all_nodes($$
                            select md5(string_agg(format('%s %s %s', p.oid::regprocedure, p.prosrc, p.proconfig), ' '
                                order by p.oid::regprocedure::text))
                            from pg_proc p where p.pronamespace = 'penstock'::regnamespace$$)""")).as("different sets of functions on the nodes").isOne();
    }

    private void fill() throws SQLException {
        try (var connection = database.connect()) {
            execute(connection, """
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at,
                        started_at, completed_at, input, output)
                    select 'tenant-' || n % 12, gen_random_uuid(), 'old', '1', 'completed', 5, 1, gen_random_uuid(), now(),
                        now(), now(), '"before"', '2'
                    from generate_series(1, 500) n""");
            execute(connection, """
                    insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us,
                        recorded_at, result)
                    select r.tenant, r.run_id, 'step', s, 0, 'step', 'completed', false, 5, now(), '"done"'
                    from penstock.run r, generate_series(1, 2) s""");
            execute(connection, """
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at,
                        input)
                    select 'tenant-' || n % 12, gen_random_uuid(), 'goes-on', '1', 'queued', 5, 0, now(), now(), '"before"'
                    from generate_series(1, 20) n""");
        }
    }

    private Penstock open() {
        return Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .register(GOES_ON)
                .start();
    }

    private void awaitSteps(long steps) {
        Await.until(steps + " steps are recorded", () -> count("select count(*) from penstock.step") >= steps);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }
}
