package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The toolkit's verbs on a real cluster, as a script meets them: status, output, error output. */
@RequiresCitus
class CitusVerbsTest {

    private static final String[] CONFIRMED = {"--confirm", "code-names-tenant", "--confirm", "code-writes-tenant"};
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    private Connection connection;
    private String schema;
    private String url;
    private String file;

    @BeforeEach
    void create() throws SQLException {
        connection = CitusCluster.shared().connect();
        schema = CitusCluster.shared().schema();
        url = CitusCluster.shared().jdbcUrl();
        file = folder.resolve("plan.yaml").toString();
        run(
                "create table S.orders (id int primary key, tenant int not null, code text)",
                "create table S.lines (id int primary key, order_id int not null references S.orders, qty int)",
                "insert into S.orders select i, i % 4, 'x' from generate_series(1, 40) i",
                "insert into S.lines select i, 1 + i % 40, 1 from generate_series(1, 120) i");
    }

    @AfterEach
    void drop() throws SQLException {
        run("drop schema S cascade", "drop schema if exists penstock_citus cascade");
        connection.close();
    }

    @Test
    void tablesAreCarriedToTheClusterAndBack() throws SQLException {
        var open = say("plan", "--column", "tenant", "--schema", schema, "--out", file);
        assertThat(open.status()).as(open.err()).isEqualTo(4);
        assertThat(open.err()).contains("PEN-6011").contains("decisions are open");
        assertThat(Path.of(file)).exists();
        var undecided = say("apply", file);
        assertThat(undecided.status()).isEqualTo(4);
        assertThat(undecided.err()).contains("PEN-6021").contains("is open: choose one of");

        var plan = plan();
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.err()).isEmpty();

        var dry = say("apply", file, "--dry-run");
        assertThat(dry.status()).as(dry.out()).isZero();
        assertThat(dry.out()).contains("exchange-keys").contains("create_distributed_table");
        assertThat(state("orders")).isEqualTo("plain");

        var gate = say("apply", file);
        assertThat(gate.status()).as(gate.err()).isEqualTo(4);
        assertThat(gate.err()).contains("PEN-6022").contains("--confirm code-names-tenant");

        var applied = say(with(CONFIRMED, "apply", file));
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(applied.out()).contains("carried out").contains("penstock citus verify " + file);
        assertThat(state("orders") + state("lines")).isEqualTo("hh");
        var again = say(with(CONFIRMED, "apply", file));
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("nothing to do");
        var inspected = say("inspect");
        assertThat(inspected.status()).as(inspected.err()).isZero();
        assertThat(inspected.out())
                .contains(schema + ".orders")
                .doesNotContain("penstock_citus.", "penstock_plan.", "penstock_quarantine.");

        var verified = say("verify", file, "--quiet-since");
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(say("verify", file, "--no-rows", "--captured-workload").out())
                .contains("captured workload: ");
        run("delete from S.lines where id = 1");
        var lost = say("verify", file, "--quiet-since");
        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.out()).contains(schema + ".lines");

        var announced = say("rollback", file);
        assertThat(announced.status()).as(announced.err()).isZero();
        assertThat(announced.out()).contains("nothing was changed; --yes does it");
        assertThat(state("orders")).isEqualTo("h");
        var back = say("rollback", file, "--yes");
        assertThat(back.status()).as(back.err()).isZero();
        assertThat(back.out()).contains("taken back");
        assertThat(state("orders")).isEqualTo("plain");

        assertThat(List.of(open, undecided, plan, dry, gate, applied, again, verified, lost, announced, back))
                .as("nothing here is a terminal")
                .allSatisfy(spoken -> assertThat(spoken.out() + spoken.err())
                        .doesNotContain("\u001b")
                        .doesNotContain("\r"));
    }

    @Test
    void dryRunPrintsWhatTheChosenWayRuns() {
        var planned = say(
                "plan",
                "--column",
                "tenant",
                "--schema",
                schema,
                "--online-from",
                "0",
                "--decide",
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT=recommended",
                "--decide",
                "WINDOW_WITHOUT_FOREIGN_KEY=online",
                "--out",
                file);
        assertThat(planned.status()).as(planned.err()).isZero();

        assertThat(say("apply", file, "--dry-run").out()).contains("create_distributed_table_concurrently(");
        var blocking = say("apply", file, "--dry-run", "--blocking");
        assertThat(blocking.status()).as(blocking.out()).isZero();
        assertThat(blocking.out())
                .doesNotContain("create_distributed_table_concurrently(")
                .contains("create_distributed_table(", "truncate_local_data_after_distributing_table(")
                .contains("locks " + schema + ".orders ACCESS_EXCLUSIVE, COPY");
    }

    /** Then no person is asked what the table knows. */
    @Test
    void gatesMayBeOpenedByATableOfPrograms() throws SQLException {
        run("create table S.programs (name text primary key, release text, seen_at timestamptz)");
        var planned = say(
                "plan",
                "--schema",
                schema,
                "--column",
                "tenant",
                "--exclude",
                schema + ".programs",
                "--decide",
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT=recommended",
                "--out",
                file,
                "--heartbeat",
                schema + ".programs",
                "--heartbeat-minimum",
                "2.10",
                "--heartbeat-version",
                "release",
                "--heartbeat-process",
                "name");
        assertThat(planned.status()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("asked of " + schema + ".programs, version 2.10: code-names-tenant");

        var closed = say("apply", file);
        assertThat(closed.status()).as(closed.err()).isEqualTo(4);
        assertThat(closed.err()).contains("PEN-6022", "no program has ever said its version there");
        assertThat(say("plan", "--schema", schema, "--heartbeat", schema + ".programs")
                        .err())
                .contains("PEN-6008: --heartbeat needs --heartbeat-minimum");
        assertThat(say("plan", "--schema", schema, "--heartbeat", schema + ".programs", "--heartbeat-minimum", "new")
                        .err())
                .contains("PEN-6008: minimum version \"new\"");
        assertThat(say("plan", "--schema", schema, "--heartbeat", schema + ".programs", "--heartbeat-minimum", "2")
                        .err())
                .contains("PEN-6008", "has no column version");
    }

    @Test
    void jsonIsAllThatTheOutputHolds() {
        var inspected = say("inspect", "--schema", schema, "--column", "tenant", "--json");
        assertThat(JSON.readTree(inspected.out()).isObject()).isTrue();
        var planned = say(
                "plan",
                "--column",
                "tenant",
                "--schema",
                schema,
                "--decide",
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT=recommended",
                "--out",
                file,
                "--json");
        assertThat(planned.status()).as(planned.err()).isZero();
        assertThat(JSON.readTree(planned.out()).get("operations").isArray()).isTrue();

        var dry = say("apply", file, "--dry-run", "--json");
        assertThat(lines(dry.out()))
                .allSatisfy(line -> assertThat(line.has("operation")).isTrue());
        var applied = say(with(CONFIRMED, "apply", file, "--json"));
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(applied.err()).isEmpty();
        assertThat(lines(applied.out()))
                .allSatisfy(line -> assertThat(line.has("event")).isTrue());
        assertThat(lines(applied.out()).getLast().get("event").asString()).isEqualTo("finished");

        var verified = say("verify", file, "--json");
        assertThat(verified.status()).isZero();
        assertThat(JSON.readTree(verified.out()).isObject()).isTrue();
        var announced = say("rollback", file, "--json");
        assertThat(lines(announced.out())).isNotEmpty();
    }

    @Test
    void wrongPlaceIsRefusedWithWhatToDo() throws SQLException {
        plan();
        String worker = CitusCluster.shared().jdbcUrlOfWorker(0);

        var onWorker = Spoken.by("citus", "apply", file, "--url", worker);
        assertThat(onWorker.status()).as(onWorker.err()).isEqualTo(4);
        assertThat(onWorker.err())
                .contains("PEN-6050")
                .contains("connect to the coordinator, 127.0.0.1:")
                .hasLineCount(1);
        try (var plain = TestDatabase.create()) {
            try (var there = plain.connect();
                    var statement = there.createStatement()) {
                statement.execute("create schema " + schema);
            }
            var onPlain = Spoken.by("citus", "apply", file, "--url", RunsVerbsTest.url(plain));
            assertThat(onPlain.status()).as(onPlain.err()).isEqualTo(4);
            assertThat(onPlain.err()).contains("PEN-6021").contains("has no Citus");
        }
        for (String verb : List.of("apply", "verify", "rollback")) {
            var nowhere = Spoken.by("citus", verb, file, "--url", "jdbc:postgresql://127.0.0.1:1/none");
            assertThat(nowhere.status()).as(verb + " " + nowhere.err()).isEqualTo(5);
            assertThat(nowhere.err()).startsWith("penstock: PEN-6001: ").hasLineCount(1);
            var other = Spoken.by("citus", verb, file, "--url", "jdbc:mysql://x/y");
            assertThat(other.status()).as(verb).isEqualTo(2);
            assertThat(other.err())
                    .contains("--url must begin with jdbc:postgresql:")
                    .hasLineCount(1);
            var missing = say(verb, folder.resolve("none.yaml").toString());
            assertThat(missing.status()).as(verb).isEqualTo(2);
            assertThat(missing.err())
                    .contains("PEN-6009")
                    .contains("does not exist")
                    .hasLineCount(1);
        }
    }

    @Test
    void fileThatIsNoPlanIsNamedWithItsLine() throws java.io.IOException {
        Files.writeString(Path.of(file), "goal: nothing\noperation: []\n");

        var spoken = say("apply", file);

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.err())
                .contains("PEN-6009")
                .contains("plan.yaml line ")
                .hasLineCount(1);
    }

    @Test
    void columnBecomesNotNull() throws SQLException {
        assertThat(say("set-not-null", "--table", schema + ".orders", "--column", "code", "--out", file)
                        .status())
                .isZero();
        assertThat(say("apply", file).status()).isZero();
        assertThat(
                        value(
                                "select attnotnull from pg_attribute where attrelid = 'S.orders'::regclass and attname = 'code'"))
                .isEqualTo("t");
        assertThat(say("rollback", file, "--yes").status()).isZero();
        assertThat(
                        value(
                                "select attnotnull from pg_attribute where attrelid = 'S.orders'::regclass and attname = 'code'"))
                .isEqualTo("f");
    }

    @Test
    void smallPlansNameWhatIsNotThere() {
        var noTable = say("set-not-null", "--table", schema + ".none", "--column", "code");
        assertThat(noTable.status()).as(noTable.err()).isEqualTo(3);
        assertThat(noTable.err()).contains("PEN-6005").hasLineCount(1);
        var noColumn = say("set-not-null", "--table", schema + ".orders", "--column", "none");
        assertThat(noColumn.status()).as(noColumn.err()).isEqualTo(2);
        assertThat(noColumn.err()).contains("none").hasLineCount(1);
        assertThat(say("set-not-null", "--table", schema + ".orders").status()).isEqualTo(2);
        assertThat(say("fold", "--table", schema + ".lines", "--into", schema + ".none", "--as", "x")
                        .status())
                .isEqualTo(3);
        assertThat(say("undistribute", "--tables", schema + ".none").status()).isEqualTo(3);
    }

    @Test
    void tableIsFoldedIntoAColumnOnceItIsSettled() throws SQLException {
        run("create table S.detail (order_id int primary key references S.orders, note text)");
        run("insert into S.detail select id, 'n' || id from S.orders where id <= 10");
        String[] fold = {
            "fold", "--table", schema + ".detail", "--into", schema + ".orders", "--as", "detail", "--out", file
        };

        var open = say(fold);
        assertThat(open.status()).as(open.err()).isEqualTo(4);
        var plan = say(with(new String[] {"--decide", "CONTRACT=fold"}, fold));
        assertThat(plan.status()).as(plan.err()).isZero();
        var gate = say("apply", file);
        assertThat(gate.status()).as(gate.err()).isEqualTo(4);
        var applied = say("apply", file, "--confirm", "code-without-detail", "--confirm", "drop-detail");
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(value("select count(*) from S.orders where detail ->> 'note' = 'n' || id"))
                .isEqualTo("10");
    }

    @Test
    void columnLeavesAndDistributedTableComesBack() throws SQLException {
        run(
                "create table S.event (tenant int, id int, old text, primary key (tenant, id))",
                "insert into S.event select i % 3, i from generate_series(1, 30) i",
                "select create_distributed_table('S.event', 'tenant', colocate_with => 'none')",
                "select truncate_local_data_after_distributing_table('S.event')");
        String[] contract = {"contract", "--table", schema + ".event", "--column", "old", "--out", file};
        var plan = say(contract);
        if (plan.status() == 4) {
            plan = say(with(new String[] {"--decide", "CONTRACT=recommended"}, contract));
        }
        assertThat(plan.status()).as(plan.err() + plan.out()).isZero();
        var applied = say("apply", file, "--confirm", "code-without-event-old");
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(value("select count(*) from pg_attribute where attrelid = 'S.event'::regclass and attname = 'old'"))
                .isEqualTo("0");

        String back = folder.resolve("back.yaml").toString();
        var undistribute = say("undistribute", "--tables", schema + ".event", "--out", back);
        assertThat(undistribute.status()).as(undistribute.err()).isZero();
        var brought = say("apply", back);
        assertThat(brought.status()).as(brought.err()).isZero();
        assertThat(state("event")).isEqualTo("plain");
        assertThat(value("select count(*) from S.event")).isEqualTo("30");
    }

    private Spoken plan() {
        return say(
                "plan",
                "--column",
                "tenant",
                "--schema",
                schema,
                "--decide",
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT=recommended",
                "--out",
                file);
    }

    private Spoken say(String... arguments) {
        return Spoken.by(with(new String[] {"--url", url}, with(arguments, "citus")));
    }

    private static String[] with(String[] last, String... first) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(last)).toArray(String[]::new);
    }

    private static List<tools.jackson.databind.JsonNode> lines(String out) {
        return out.lines().map(JSON::readTree).toList();
    }

    private String state(String table) throws SQLException {
        return value("select coalesce((select partmethod::text from pg_dist_partition where logicalrelid = 'S." + table
                + "'::regclass), 'plain')");
    }

    private String value(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query.replaceAll("\\bS\\.", schema + "."))) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    private void run(String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replaceAll("\\bS(?=\\.| cascade)", schema));
            }
        }
    }
}
