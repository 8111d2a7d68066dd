package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements are held to the index that their headers name, on a filled table and on one that was filled unseen. */
class PlanTest {

    private static final Statements STATEMENTS = new Statements(TenantType.TEXT);
    private static final Map<String, Object> WORK = Map.of(
            "workflows", new String[] {"order"}, "versions", new String[] {"1"}, "queues", new String[] {"default"});

    private static Fixture filled;

    @BeforeAll
    static void fill() {
        filled = Fixture.create();
        filled.execute("""
                insert into penstock.run (tenant, run_id, workflow, version, state, direct, priority, epoch, worker,
                    created_at, started_at, completed_at, due_at, parent_run_id, attributes, failure, cancel_requested_at)
                select 'tenant-' || n % 20, md5(n::text)::uuid, 'order', '1', s.state, n % 50 = 0, n % 3 * 4,
                    1, case when s.state in ('running', 'completed', 'failed') then md5((n % 5)::text)::uuid end,
                    now() - n * interval '1 second', now(),
                    case when s.state in ('completed', 'failed') then now() end,
                    case when s.state in ('queued', 'waiting') then now() + (n % 1000 - 20) * interval '1 minute' end,
                    case when n % 20 = 1 then md5((n - 1)::text)::uuid end,
                    case when n % 10 = 0 then jsonb_build_object('order', n::text) else '{}' end,
                    case when s.state = 'failed' then '{}'::jsonb end,
                    case when n % 5000 = 0 then now() end
                from generate_series(1, 60000) n
                cross join lateral (select (array['queued', 'waiting', 'waiting', 'running', 'failed'])[n % 100 + 1]) p (state)
                cross join lateral (select coalesce(p.state, 'completed')) s (state)
                """);
        filled.execute("""
                insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us,
                    recorded_at, due_at, result)
                select r.tenant, r.run_id, 'step-' || n, 1, 0, 'step',
                    case when r.state = 'waiting' and n = 4 then 'retrying' else 'completed' end,
                    r.state = 'waiting', 10, r.created_at,
                    case when r.state = 'waiting' and n = 4 then now() end, null
                from penstock.run r, generate_series(1, 4) n
                """);
        filled.execute("vacuum analyze penstock.run, penstock.step");
    }

    @AfterAll
    static void close() {
        filled.close();
    }

    /** A statement's name and what its parameters are set to. */
    record Look(String statement, Map<String, Object> parameters) {
        @Override
        public String toString() {
            return statement;
        }
    }

    static Stream<Look> looks() {
        var run = Map.<String, Object>of("tenant", "tenant-7", "run", new UUID(1, 2));
        var list = Map.<String, Object>of(
                "tenant",
                "tenant-7",
                "created_from",
                OffsetDateTime.MIN,
                "created_before",
                OffsetDateTime.MAX,
                "after_created",
                OffsetDateTime.MAX,
                "after_run",
                new UUID(-1, -1),
                "limit",
                101);
        var page = Map.<String, Object>of(
                "tenant", "tenant-7", "run", new UUID(0, 0), "name", "", "occurrence", 0, "item", 0, "limit", 101);
        return Stream.of(
                new Look("run/status", run),
                new Look("run/outcome", run),
                new Look("run/outcomes", Map.of("tenants", new String[] {"tenant-7"}, "runs", new UUID[] {new UUID(1, 2)
                })),
                new Look("run/list", list),
                new Look("run/list_direct", list),
                new Look("run/list_failed", list),
                new Look(
                        "run/list_by_attribute", with(list, "attributes", "{\"order\": \"10\"}", "direct_only", false)),
                new Look("run/delete", run),
                new Look("step/of_run", run),
                new Look("step/by_name", with(run, "name", "step-1")),
                new Look("step/retrying", with(page, "at", OffsetDateTime.MIN, "due_only", true)),
                new Look("step/timed_out", with(page, "at", OffsetDateTime.MAX)),
                new Look("claim/find_due", with(WORK, "rooms", new int[] {100})),
                new Look(
                        "claim/find_turns",
                        with(
                                turns(100, "tenant-7"),
                                "closed",
                                new String[] {"tenant-9"},
                                "heavy",
                                new String[] {"tenant-8"},
                                "weights",
                                new int[] {3})),
                new Look("claim/next_due", WORK),
                new Look("lease/cancel_requested", Map.of("worker", new UUID(1, 2))),
                new Look("lease/held", Map.of("worker", new UUID(1, 2), "limit", 2_000)));
    }

    private static Map<String, Object> with(Map<String, Object> some, Object... more) {
        var all = new java.util.HashMap<>(some);
        for (int at = 0; at < more.length; at += 2) {
            all.put((String) more[at], more[at + 1]);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("looks")
    void lookUpUsesTheIndexOfItsHeader(Look look) throws SQLException {
        var statement = STATEMENTS.statement(look.statement());
        var indexes = indexes(look.statement());
        try (var connection = filled.database.connect()) {
            try (var explain = connection.prepareStatement("explain " + statement.text())) {
                set(explain, statement, look.parameters());
                assertPlan(lines(explain.executeQuery()), indexes);
            }
            int[] place = {0};
            var generic = Pattern.compile("\\?").matcher(statement.text()).replaceAll(found -> "\\$" + ++place[0]);
            // A session that sends no parameters of its own, so that the server plans for any.
            try (var simple = DriverManager.getConnection(
                            filled.database.jdbcUrl() + "?preferQueryMode=simple",
                            filled.database.user(),
                            filled.database.password());
                    var explain = simple.createStatement()) {
                assertPlan(lines(explain.executeQuery("explain (generic_plan) " + generic)), indexes);
            }
        }
    }

    private static void set(PreparedStatement statement, Sql sql, Map<String, Object> parameters) throws SQLException {
        assertThat(sql.parameters()).containsAll(parameters.keySet());
        for (int at = 0; at < sql.parameters().size(); at++) {
            var value = parameters.get(sql.parameters().get(at));
            if (value == null) {
                statement.setNull(at + 1, Types.NULL);
            } else {
                statement.setObject(at + 1, value);
            }
        }
    }

    private static String lines(ResultSet rows) throws SQLException {
        var lines = new StringBuilder();
        while (rows.next()) {
            lines.append(rows.getString(1)).append('\n');
        }
        return lines.toString();
    }

    private static void assertPlan(String plan, List<String> indexes) {
        assertThat(plan).contains(indexes).doesNotContain("Seq Scan on run", "Seq Scan on step");
    }

    private static List<String> indexes(String statement) {
        var file = Statements.resource("/dev/penstock/postgres/sql/" + statement + ".sql");
        var header = Pattern.compile("(?m)^-- index: (.*)$").matcher(file);
        assertThat(header.find()).as("index header of %s", statement).isTrue();
        return Pattern.compile("\\w+_(?:idx|pkey)")
                .matcher(header.group(1))
                .results()
                .map(found -> found.group())
                .toList();
    }

    /**
     * Every statement inside the functions is planned while the table has no rows worth mentioning and was vacuumed so,
     * and the plan is kept when it has many: still every run and step is looked up by its key.
     */
    @Test
    void flushPlannedOnAnEmptiedTableLooksUpByKey() throws SQLException {
        try (var at = Fixture.create()) {
            at.execute("""
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at,
                        started_at)
                    select 'acme', gen_random_uuid(), 'order', '1', 'running', 5, 1, gen_random_uuid(), now(), now()
                    from generate_series(1, 5000)
                    """);
            at.execute("delete from penstock.run");
            at.execute("vacuum analyze penstock.run, penstock.step");

            assertLookUpsByKey(plansOfEverything(at));
        }
    }

    /** As above, of tables that are new, of which the planner knows nothing at all. */
    @Test
    void flushPlannedOnANewTableLooksUpByKey() throws SQLException {
        try (var at = Fixture.create()) {
            assertLookUpsByKey(plansOfEverything(at));
        }
    }

    private static void assertLookUpsByKey(List<String> plans) {
        assertThat(plans)
                .hasSizeGreaterThan(20)
                .allSatisfy(plan -> assertThat(plan)
                        .doesNotContain("Seq Scan on run", "Seq Scan on step", "Hash Join", "Merge Join")
                        .doesNotContain("run_due_idx", "run_turn_idx"));
        // Joined with the arrays, a run or step is on the inner side and found by its whole key.
        assertThat(plans)
                .filteredOn(plan -> plan.contains("Function Scan") && plan.contains(" run_pkey on run"))
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        plan -> assertThat(plan).containsPattern("Index Cond: \\(\\(tenant = ANY .* AND \\(run_id = "));
        assertThat(plans).anySatisfy(plan -> assertThat(plan).contains("run_cancel_idx"));
        assertThat(plans).anySatisfy(plan -> assertThat(plan).contains("run_parent_idx"));
        assertThat(plans).anySatisfy(plan -> assertThat(plan).contains("step_pkey on step"));
    }

    /** Of a table that has grown fast and was not analyzed yet, whether the server plans for the values or for any. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void whoLooksForWorkReadsNoMoreThanThereIsRoomFor(String planning) throws SQLException {
        int room = 50;
        try (var at = Fixture.create();
                var connection = at.database.connect()) {
            at.execute("""
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at)
                    select case when n % 10 = 0 then 'quiet' else 'noisy' end, gen_random_uuid(), 'order', '1', 'queued',
                        5, 0, now(), now() + (n - 10000) * interval '1 second'
                    from generate_series(1, 20000) n
                    """);
            explainAll(connection, planning);

            assertThat(runsRead(connection, "claim/find_due", with(WORK, "rooms", new int[] {room})))
                    .isBetween(room, 4 * room);
            assertThat(runsRead(connection, "claim/find_turns", turns(room, "noisy")))
                    .isBetween(room, 4 * room);
            assertThat(runsRead(connection, "claim/next_due", WORK)).isBetween(1, room);
        }
    }

    /** Another service's runs, in the same queue, that this worker does not execute. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void whoLooksForWorkReadsFewRunsOfOthers(String planning) throws SQLException {
        try (var at = Fixture.create();
                var connection = at.database.connect()) {
            at.execute("""
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at)
                    select 'tenant-' || n % 10, gen_random_uuid(), 'theirs', '1', 'queued', 5, 0, now(),
                        now() + (n - 100000) * interval '1 second'
                    from generate_series(1, 200000) n
                    """);
            explainAll(connection, planning);

            assertThat(runsRead(connection, "claim/next_due", WORK)).isBetween(1, 1_000);
            assertThat(runsRead(connection, "claim/find_turns", turns(50, "tenant-5")))
                    .isBetween(1, 2_000);
        }
    }

    private static Map<String, Object> turns(int room, String after) {
        return with(
                WORK,
                "limit",
                room,
                "after",
                after,
                "closed",
                new String[0],
                "heavy",
                new String[0],
                "weights",
                new int[0]);
    }

    private static void explainAll(Connection connection, String planning) throws SQLException {
        Fixture.execute(connection, "load 'auto_explain'");
        Fixture.execute(connection, "set auto_explain.log_min_duration = 0");
        Fixture.execute(connection, "set auto_explain.log_analyze = on");
        Fixture.execute(connection, "set client_min_messages = log");
        Fixture.execute(connection, "set plan_cache_mode = " + planning);
    }

    /** Those that a filter has removed are read as well. */
    private static int runsRead(Connection connection, String statement, Map<String, Object> parameters)
            throws SQLException {
        var plan = String.join("\n", run(connection, STATEMENTS.statement(statement), parameters));
        int rows = Pattern.compile(" on run .*actual time=\\S+ rows=([\\d.]+) loops=(\\d+)\\)(?:\\s+Index Cond: .*)?"
                        + "(?:\\s+Filter: .*)?(?:\\s+Rows Removed by Filter: (\\d+))?")
                .matcher(plan)
                .results()
                .mapToInt(scan -> (int) Math.round((Double.parseDouble(scan.group(1))
                                + (scan.group(3) == null ? 0 : Integer.parseInt(scan.group(3))))
                        * Integer.parseInt(scan.group(2))))
                .sum();
        assertThat(rows).as(plan).isPositive();
        return rows;
    }

    /** Asks for everything that a flush or a claim can be asked for, and returns the plans of the statements inside. */
    private static List<String> plansOfEverything(Fixture at) throws SQLException {
        var plans = new ArrayList<String>();
        var worker = at.worker.value();
        var plain = UUID.randomUUID();
        var parent = UUID.randomUUID();
        var child = UUID.randomUUID();
        var next = UUID.randomUUID();
        try (var connection = at.database.connect()) {
            Fixture.execute(connection, "load 'auto_explain'");
            Fixture.execute(connection, "set auto_explain.log_min_duration = 0");
            Fixture.execute(connection, "set auto_explain.log_nested_statements = on");
            Fixture.execute(connection, "set client_min_messages = log");

            plans.addAll(append(connection, worker, false, plainRun(plain)));
            plans.addAll(append(connection, worker, false, plainStep(plain)));
            plans.addAll(append(connection, worker, false, completion(plain)));
            plans.addAll(append(connection, worker, false, newRun(parent, null, true)));
            plans.addAll(append(connection, worker, false, newRun(child, parent, true)));
            for (boolean resubmitted : new boolean[] {false, true}) {
                plans.addAll(append(connection, worker, resubmitted, step(parent, 1, "a" + resubmitted, null)));
                plans.addAll(append(connection, worker, resubmitted, step(parent, 1, "a" + resubmitted, true)));
                plans.addAll(append(connection, worker, resubmitted, step(parent, 9, "stale", null)));
                plans.addAll(append(
                        connection,
                        worker,
                        resubmitted,
                        Map.of(
                                "attributes_tenant", new String[] {Fixture.TENANT},
                                "attributes_run", new UUID[] {parent},
                                "attributes_epoch", new long[] {1},
                                "attributes", new String[] {"{}"})));
            }
            plans.addAll(append(connection, worker, false, newRun(next, null, false)));
            plans.addAll(append(connection, worker, false, newRun(next, null, false)));
            plans.addAll(append(connection, worker, true, newRun(next, null, true)));
            plans.addAll(
                    append(connection, worker, false, with(move(parent, "waiting"), "move_child", new UUID[] {child})));
            plans.addAll(
                    append(connection, worker, false, with(move(child, "completed"), "move_next", new UUID[] {next})));
            plans.addAll(append(connection, worker, true, move(child, "completed")));
            plans.addAll(run(
                    connection,
                    STATEMENTS.statement("run/cancel"),
                    Map.of("tenant", Fixture.TENANT, "run", parent, "failure", "{}")));
            plans.addAll(run(
                    connection,
                    STATEMENTS.statement("claim/claim"),
                    Map.of(
                            "route", Fixture.TENANT,
                            "worker", worker,
                            "tenants", new String[] {Fixture.TENANT},
                            "runs", new UUID[] {next},
                            "epochs", new long[] {0})));
            plans.addAll(run(
                    connection,
                    STATEMENTS.statement("claim/histories"),
                    Map.of(
                            "route", Fixture.TENANT,
                            "tenants", new String[] {Fixture.TENANT},
                            "runs", new UUID[] {parent})));
        }
        return plans;
    }

    private static Map<String, Object> newRun(UUID run, @Nullable UUID parent, boolean held) {
        var columns = with(
                Map.of(),
                "new_tenant",
                new String[] {Fixture.TENANT},
                "new_run",
                new UUID[] {run},
                "new_workflow",
                new String[] {"order"},
                "new_version",
                new String[] {"1"},
                "new_priority",
                new int[] {5},
                "new_queued",
                new Boolean[] {held ? null : true},
                "new_key",
                new String[] {"key"});
        return parent == null
                ? columns
                : with(
                        columns,
                        "new_parent",
                        new UUID[] {parent},
                        "new_by",
                        new UUID[] {parent},
                        "new_by_epoch",
                        new long[] {1});
    }

    private static Map<String, Object> plainRun(UUID run) {
        return without(newRun(run, null, true), "new_queued", "new_key");
    }

    private static Map<String, Object> plainStep(UUID run) {
        return without(step(run, 1, "plain", null), "step_state");
    }

    private static Map<String, Object> completion(UUID run) {
        return without(move(run, "completed"), "move_state");
    }

    private static Map<String, Object> without(Map<String, Object> columns, String... names) {
        var fewer = new HashMap<>(columns);
        List.of(names).forEach(fewer::remove);
        return fewer;
    }

    private static Map<String, Object> step(UUID run, long epoch, String name, @Nullable Boolean replaces) {
        var columns = with(
                Map.of(),
                "step_tenant",
                new String[] {Fixture.TENANT},
                "step_run",
                new UUID[] {run},
                "step_epoch",
                new long[] {epoch},
                "step_name",
                new String[] {name},
                "step_occurrence",
                new int[] {1},
                "step_kind",
                new String[] {"step"},
                "step_duration_us",
                new long[] {1});
        return replaces == null
                ? with(columns, "step_state", new String[] {"waiting"})
                : with(columns, "step_replaces", new Boolean[] {true});
    }

    private static Map<String, Object> move(UUID run, String state) {
        return with(
                Map.of(),
                "move_tenant",
                new String[] {Fixture.TENANT},
                "move_run",
                new UUID[] {run},
                "move_epoch",
                new long[] {1},
                "move_state",
                new String[] {state});
    }

    private static List<String> append(
            Connection connection, UUID worker, boolean resubmitted, Map<String, Object> columns) throws SQLException {
        return run(
                connection,
                STATEMENTS.statement("journal/append"),
                with(columns, "route", Fixture.TENANT, "worker", worker, "resubmitted", resubmitted));
    }

    /** The plans that the server reports of the statements inside a function, not that of the call itself. */
    private static List<String> run(Connection connection, Sql sql, Map<String, Object> parameters)
            throws SQLException {
        var plans = new ArrayList<String>();
        try (var statement = connection.prepareStatement(sql.text())) {
            set(statement, sql, parameters);
            statement.execute();
            for (var warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                var said = String.valueOf(warning.getMessage());
                if (said.contains("plan:")
                        && !said.contains("Function Scan on append")
                        && !said.contains("Function Scan on claim")) {
                    plans.add(said);
                }
            }
        }
        return plans;
    }
}
