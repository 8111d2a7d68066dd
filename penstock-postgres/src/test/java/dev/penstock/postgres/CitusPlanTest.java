package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every statement says what it is on Citus; one that says it is of one shard or one node is a single task there. */
@RequiresCitus
class CitusPlanTest {

    private static final Path FOLDER = Path.of("src/main/resources/dev/penstock/postgres/sql");
    private static final Pattern SHAPE = Pattern.compile("(?m)^-- citus: +(.+)$");
    private static final Pattern TASKS = Pattern.compile("Task Count: (\\d+)");

    private static final List<String> SINGLE = List.of("one shard", "one node");

    /** All others are not of the hot path, ask every shard within a bound, or ask nobody else. */
    private static final List<String> NAMED = List.of(
            "on each shard by itself",
            "reference table",
            "every node",
            "any node",
            "coordinator",
            "the node that is asked",
            "the clock of",
            "hears the node",
            "heard on the node",
            "never");

    private static final String RUN = "'00000000-0000-0000-0000-000000000007'";

    /** What parameters are set to; those not named are null. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("tenant", "'acme'"),
            Map.entry("route", "'acme'"),
            Map.entry("by", RUN),
            Map.entry("workers", "array[" + RUN + "]"),
            Map.entry("lease_us", "10000000"),
            Map.entry("pruning", "array['acme']"),
            Map.entry("tenants", "array['acme']"),
            Map.entry("run", RUN),
            Map.entry("runs", "array[" + RUN + "]"),
            Map.entry("epochs", "array[1]"),
            Map.entry("epoch", "1"),
            Map.entry("worker", RUN),
            Map.entry("resubmitted", "false"),
            Map.entry("name", "'charge'"),
            Map.entry("workflow", "'order'"),
            Map.entry("version", "'1'"),
            Map.entry("direct", "false"),
            Map.entry("detached", "false"),
            Map.entry("priority", "5"),
            Map.entry("delay_us", "0"),
            Map.entry("attributes", "'{}'"),
            Map.entry("direct_only", "false"),
            Map.entry("due_only", "false"),
            Map.entry("occurrence", "1"),
            Map.entry("item", "0"),
            Map.entry("at", "'infinity'"),
            Map.entry("after_run", RUN),
            Map.entry("after_created", "'infinity'"),
            Map.entry("created_from", "'-infinity'"),
            Map.entry("created_before", "'infinity'"),
            Map.entry("query", "'select 1'"),
            Map.entry("limit", "100"));

    private static Fixture at;

    @BeforeAll
    static void open() {
        at = Fixture.create(TestStore.CITUS);
    }

    @AfterAll
    static void close() {
        at.close();
    }

    static Stream<String> statements() throws IOException {
        try (var files = Files.walk(FOLDER)) {
            return files
                    .map(file -> FOLDER.relativize(file).toString())
                    .filter(file -> file.endsWith(".sql"))
                    .map(file ->
                            file.substring(0, file.length() - ".sql".length()).replace('\\', '/'))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void statementIsOnCitusWhatItsHeaderSays(String name) throws Exception {
        var header = SHAPE.matcher(Files.readString(FOLDER.resolve(name + ".sql")));
        assertThat(header.find()).as("a line '-- citus:' in %s.sql", name).isTrue();
        var shape = header.group(1);
        if (SINGLE.stream().anyMatch(shape::startsWith)) {
            var plan = explain(name);
            assertThat(TASKS.matcher(plan).results().map(tasks -> tasks.group(1)))
                    .as(plan)
                    .containsExactly("1");
            assertThat(plan).doesNotContain("pull to coordinator", "Distributed Subplan");
        } else {
            assertThat(NAMED).as("what '%s' in %s.sql begins with", shape, name).anyMatch(shape::startsWith);
        }
    }

    private static String explain(String name) throws SQLException {
        var statement = new Statements(TenantType.TEXT).statement(name);
        var sql = statement.text();
        for (var parameter : statement.parameters()) {
            sql = sql.replaceFirst("\\?", VALUES.getOrDefault(parameter, "null"));
        }
        try (var connection = at.database.connect();
                var explain = connection.createStatement();
                var rows = explain.executeQuery("explain (costs off) " + sql)) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }
}
