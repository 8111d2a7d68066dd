package dev.penstock.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each look-up and claim is planned over the index that its header names, on tables of a realistic filling. */
class PlanTest {

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z_]+)");
    private static final Pattern INDEX = Pattern.compile("(?m)^-- index: +(\\w+)");

    /** 60,000 runs of 50 tenants, one in a hundred unfinished, and two steps each; retries and time-outs are rare. */
    private static final String[] FILLING = {"""
        insert into penstock.run (tenant, run_id, workflow, version, state, direct, priority, epoch, worker, created_at,
            started_at, completed_at, due_at, parent_run_id, attributes, failure)
        select 'tenant-' || g % 50, gen_random_uuid(), 'fulfil', '1', s.state, g % 500 = 0, 5, 1,
            case when s.state = 'running' then '00000000-0000-0000-0000-000000000001'::uuid end,
            now() - g * interval '1 second', now(), case when s.state in ('completed', 'failed') then now() end,
            case when s.state = 'waiting' then now() + (g - 30000) * interval '1 second' end,
            case when g % 1000 = 0 then gen_random_uuid() end,
            case when g % 300 = 0 then '{"customer": "c-1"}'::jsonb else '{}' end,
            case when s.state = 'failed' then '{}'::jsonb end
        from generate_series(1, 60000) g
        cross join lateral (select case when g % 100 = 0 then 'waiting' when g % 100 = 1 then 'running'
            when g % 100 = 2 then 'failed' else 'completed' end as state) s""", """
        insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at,
            due_at, result, failure)
        select r.tenant, r.run_id, n.name, 1, 0, 'step',
            case when n.name = 'charge' and r.state = 'waiting' then 'retrying' else 'completed' end,
            n.name = 'charge' and r.state = 'failed', 10, now(),
            case when n.name = 'charge' and r.state = 'waiting' then now() end, null, null
        from penstock.run r cross join (values ('reserve'), ('charge')) n (name)""", "vacuum analyze penstock.run", "vacuum analyze penstock.step"};

    private static final String RUN = "'00000000-0000-0000-0000-000000000007'::uuid";

    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("tenant", "'tenant-7'"),
            Map.entry("tenants", "array['tenant-7']"),
            Map.entry("run", RUN),
            Map.entry("runs", "array[" + RUN + "]"),
            Map.entry("name", "'charge'"),
            Map.entry("worker", RUN),
            Map.entry("limit", "100"),
            Map.entry("workflows", "array['fulfil']"),
            Map.entry("versions", "array['1']"),
            Map.entry("states", "null"),
            Map.entry("workflow", "null"),
            Map.entry("direct_only", "false"),
            Map.entry("due_only", "true"),
            Map.entry("attributes", "'{\"customer\": \"c-1\"}'"),
            Map.entry("created_from", "'-infinity'"),
            Map.entry("created_before", "'infinity'"),
            Map.entry("after_created", "'infinity'"),
            Map.entry("after_run", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
            Map.entry("after_at", "'-infinity'"),
            Map.entry("after_name", "''"),
            Map.entry("after_occurrence", "0"),
            Map.entry("after_item", "0"),
            Map.entry("before_at", "'infinity'"),
            Map.entry("before_run", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
            Map.entry("before_name", "''"),
            Map.entry("before_occurrence", "0"),
            Map.entry("before_item", "0"));

    private static final Fixture FIXTURE = Fixture.create();

    @BeforeAll
    static void fill() throws SQLException {
        try (var connection = FIXTURE.database.connect();
                var statement = connection.createStatement()) {
            for (var sql : FILLING) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run/status",
                "run/outcome",
                "run/list",
                "run/list_by_attribute",
                "run/list_direct",
                "run/list_failed",
                "step/of_run",
                "step/by_name",
                "step/retrying",
                "step/timed_out",
                "claim/find_due",
                "claim/next_due",
                "claim/histories",
                "lease/cancel_requested"
            })
    void statementIsServedByTheIndexItsHeaderNames(String name) throws Exception {
        var sql = read("sql/" + name + ".sql");
        var index = INDEX.matcher(sql);
        assertThat(index.find()).as("an index in the header of %s", name).isTrue();

        assertThat(plan(sql))
                .as("the plan of %s", name)
                .contains(index.group(1))
                .doesNotContain("Seq Scan on ");
    }

    private static String plan(String sql) throws SQLException {
        var filled = PARAMETER
                .matcher(sql.replace("${tenant}", "text"))
                .replaceAll(found -> VALUES.getOrDefault(found.group(1), "no value for " + found.group(1)));
        try (Connection connection = FIXTURE.database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("explain " + filled)) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    private static String read(String resource) throws IOException {
        try (var stream = PostgresStore.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(stream, resource).readAllBytes(), UTF_8);
        }
    }
}
