package dev.penstock.citus.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.CountingConnection;
import dev.penstock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class InspectorTest {

    private static TestDatabase database;
    private static Connection connection;
    private static Inspection inspection;

    @BeforeAll
    static void inspect() throws SQLException {
        database = TestDatabase.create();
        connection = database.connect();
        Sql.run(
                connection,
                "create table tenants (id uuid primary key)",
                "insert into tenants select ('00000000-0000-0000-0000-00000000000' || i)::uuid from generate_series(1, 3) i",
                // A quoted name, an upper-case key, and a column that may be null: two rows lead nowhere else.
                "create table \"Order\" (\"ID\" bigint primary key, tenant_id uuid references tenants, old text)",
                "insert into \"Order\" select i, ('00000000-0000-0000-0000-00000000000' || i % 3 + 1)::uuid"
                        + " from generate_series(1, 9) i",
                "insert into \"Order\" values (10), (11)",
                // A tenant in text: one is no uuid, one is null, one has braces, which PostgreSQL takes.
                "create table letters (id bigint primary key, tenant_id text)",
                "insert into letters values (1, '00000000-0000-0000-0000-000000000001'), (2, 'n/a'), (3, null),"
                        + " (4, '{00000000000000000000000000000002}'), (5, upper('00000000-0000-0000-0000-00000000000a'))",
                // Children: one refers to nothing, one to an order without a tenant.
                "create table lines (id bigint primary key, \"Order\" bigint, letter_id bigint)",
                "insert into lines values (1, 1, 1), (2, null, null), (3, 10, null), (4, 2, 4)",
                "alter table lines add foreign key (\"Order\") references \"Order\"",
                // A reference across tenants, and one that was never validated and leads nowhere.
                "create table bills (id bigint primary key, tenant_id uuid not null, order_id bigint, line bigint)",
                "insert into bills values (1, '00000000-0000-0000-0000-000000000002', 1, 1),"
                        + " (2, '00000000-0000-0000-0000-000000000001', 1, 99),"
                        + " (3, '00000000-0000-0000-0000-000000000003', 77, 1)",
                "alter table bills add constraint bills_order foreign key (order_id) references \"Order\" not valid",
                "alter table bills add constraint bills_line foreign key (line) references lines not valid",
                "create table full_of (id bigint primary key, tenant_id uuid)",
                "insert into full_of select i, '00000000-0000-0000-0000-000000000001' from generate_series(1, 5) i",
                "create table self (id bigint primary key, tenant_id uuid not null, parent_id bigint references self)",
                "insert into self values (1, '00000000-0000-0000-0000-000000000001', null),"
                        + " (2, '00000000-0000-0000-0000-000000000002', 1)",
                // Two columns that say the same; where the one is null, the other is of no use in three rows of four.
                "create table twofold (id bigint primary key, tenant_id uuid, tenant text)",
                "insert into twofold values (1, '00000000-0000-0000-0000-000000000001', 'ignored'), (2, null, 'bad'),"
                        + " (3, null, null), (4, null, '00000000-0000-0000-0000-000000000002')",
                // A search path that would find other operators and tables.
                "create schema evil",
                "create table evil.lines (id int)",
                "create function evil.lies(a uuid, b uuid) returns boolean language sql as 'select true'",
                "create operator evil.= (leftarg = uuid, rightarg = uuid, function = evil.lies)",
                "set search_path = evil, pg_catalog");
        inspection = Inspector.inspect(
                connection,
                InspectOptions.defaults().withSchemas(List.of("public")).withTenant("tenant_id", null));
    }

    @AfterAll
    static void drop() throws SQLException {
        connection.close();
        database.close();
    }

    /** As many messages for the catalogs whatever is in them, and one for each question to the data. */
    @Test
    void asksOnceForEachCheckOfTheData() {
        var options = InspectOptions.defaults().withSchemas(List.of("public")).withTenant("tenant_id", null);

        assertThat(inspection.findings()).hasSizeGreaterThan(10);
        assertThat(statements(options))
                .isEqualTo(statements(options.withoutData())
                        + inspection.findings().size());
    }

    private static int statements(InspectOptions options) {
        var counting = CountingConnection.around(connection);
        Inspector.inspect(counting.connection(), options);
        return counting.statements().get();
    }

    @Test
    void nullsWithNoWayToATenantBlock() {
        var order = verdict("Order");

        assertThat(order.tableClass()).isEqualTo(TableClass.BLOCKED);
        assertThat(order.why()).isEqualTo("2 rows of column tenant_id are null and nothing leads to their tenant");
        assertThat(finding("Order", DataCheck.Kind.NO_TENANT).samples()).containsExactlyInAnyOrder("10", "11");
    }

    @Test
    void nullsAreFilledFromWhereElseTheTenantIsKnown() {
        var twofold = verdict("twofold");

        assertThat(twofold.tableClass()).isEqualTo(TableClass.NEEDS_BACKFILL);
        assertThat(twofold.why()).isEqualTo("3 rows of column tenant_id are null; found over tenant (text to uuid)");
        assertThat(finding("twofold", DataCheck.Kind.UNREACHED).samples()).containsExactly("3");
        assertThat(finding("twofold", DataCheck.Kind.MALFORMED).samples()).containsExactly("2: 'bad'");
    }

    @Test
    void nullableColumnWithoutNullsIsReady() {
        assertThat(verdict("full_of").tableClass()).isEqualTo(TableClass.READY);
        assertThat(verdict("full_of").why()).isEqualTo("column of type uuid, nullable but never null");
    }

    @Test
    void malformedValuesAreCountedAndShown() {
        var malformed = finding("letters", DataCheck.Kind.MALFORMED);

        assertThat(malformed.count()).isEqualTo(1);
        assertThat(malformed.samples()).containsExactly("2: 'n/a'");
        assertThat(finding("letters", DataCheck.Kind.NO_TENANT).samples()).containsExactly("3");
        assertThat(verdict("letters").tableClass()).isEqualTo(TableClass.NEEDS_BACKFILL);
    }

    @Test
    void rowsThatNoTenantIsFoundForAreCounted() {
        var unreached = finding("lines", DataCheck.Kind.UNREACHED);

        assertThat(unreached.samples()).containsExactlyInAnyOrder("2", "3");
        assertThat(verdict("lines").source()).asString().isEqualTo("\"Order\" → public.\"Order\" (may be null)");
    }

    @Test
    void orphansOfKeysThatWereNeverValidatedAreFound() {
        assertThat(inspection.findings())
                .filteredOn(finding -> finding.check().kind() == DataCheck.Kind.ORPHANS && finding.bad())
                .filteredOn(finding -> finding.check().table().name().name().equals("bills"))
                .extracting(finding -> finding.check().about(), Finding::count, Finding::samples)
                .containsExactlyInAnyOrder(
                        tuple("bills_order: order_id → public.\"Order\" (may be null)", 1L, List.of("3: 77")),
                        tuple("bills_line: line → public.lines (may be null)", 1L, List.of("2: 99")));
    }

    @Test
    void tenantsThatTheRootDoesNotKnowAreOrphans() throws SQLException {
        Sql.run(connection, "create table public.stray (id bigint primary key, tenant_id uuid not null)");
        Sql.run(connection, "insert into public.stray values (1, '00000000-0000-0000-0000-0000000000ff')");
        try {
            var stray = Inspector.inspect(
                            connection,
                            InspectOptions.defaults()
                                    .withSchemas(List.of("public"))
                                    .withTenant("tenant_id", null))
                    .findings();

            assertThat(stray)
                    .filteredOn(finding -> finding.check().table().name().name().equals("stray"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.check().kind()).isEqualTo(DataCheck.Kind.ORPHANS);
                        assertThat(finding.samples()).containsExactly("1: 00000000-0000-0000-0000-0000000000ff");
                    });
        } finally {
            Sql.run(connection, "drop table public.stray");
        }
    }

    @Test
    void referencesAcrossTenantsAreFoundAlsoOverPaths() {
        // Order 1 is of tenant 2; line 1 gets that tenant over order 1.
        assertThat(inspection.findings())
                .filteredOn(finding -> finding.check().kind() == DataCheck.Kind.CROSS_TENANT && finding.bad())
                .extracting(finding -> finding.check().about(), Finding::count)
                .contains(
                        tuple("bills_order: order_id → public.\"Order\" (may be null)", 1L),
                        tuple("bills_line: line → public.lines (may be null)", 1L),
                        tuple("self_parent_id_fkey: parent_id → public.self (may be null)", 1L));
        assertThat(verdict("bills").notes())
                .extracting(Note::text)
                .anySatisfy(
                        text -> assertThat(text)
                                .contains("that refer to another tenant")
                                .contains(
                                        "2: 00000000-0000-0000-0000-000000000001 refers to 00000000-0000-0000-0000-000000000002"));
    }

    @Test
    void everyCheckWasAnswered() {
        assertThat(inspection.findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.notChecked()).isNull());
    }

    @Test
    void slowChecksGiveUpAndSaySo() throws SQLException {
        Sql.run(
                connection,
                "create schema slow",
                "create table slow.tenants (id uuid primary key)",
                "create function slow.wait() returns trigger language plpgsql as 'begin return new; end'",
                "create table slow.big (id bigint primary key, tenant_id uuid)",
                "insert into slow.big select i, null from pg_catalog.generate_series(1, 200000) i");
        var options = InspectOptions.defaults().withSchemas(List.of("slow")).withTenant("tenant_id", "uuid");

        var hurried = Inspector.inspect(connection, options.withTimeouts(Duration.ofMillis(1), Duration.ofMinutes(1)));
        assertThat(hurried.findings())
                .anySatisfy(finding -> assertThat(finding.notChecked()).isEqualTo("took longer than 1 ms"));
        assertThat(Draft.of(hurried.classification(), "big").tableClass()).isEqualTo(TableClass.READY);
        assertThat(Draft.of(hurried.classification(), "big").notes())
                .extracting(Note::text)
                .contains("column tenant_id may be null, and its rows were not all looked at");

        var spent = Inspector.inspect(connection, options.withTimeouts(Duration.ofSeconds(9), Duration.ofNanos(1)));
        assertThat(spent.findings())
                .allSatisfy(finding -> assertThat(finding.notChecked()).startsWith("the time for all checks"));

        var sampled = Inspector.inspect(connection, options.withSample(10));
        assertThat(sampled.findings())
                .filteredOn(finding -> finding.check().kind() == DataCheck.Kind.NO_TENANT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.count()).isBetween(1L, 100_000L));
    }

    @Test
    void tableThatDdlHoldsIsNotWaitedFor() throws SQLException {
        try (var ddl = database.connect()) {
            ddl.setAutoCommit(false);
            var check = inspection.findings().getFirst().check();
            Sql.run(ddl, "lock table " + check.table().name().quoted() + " in access exclusive mode");

            var finding = new DataProbe(connection, InspectOptions.defaults()).ask(List.of(check));

            assertThat(finding)
                    .singleElement()
                    .satisfies(answer ->
                            assertThat(answer.notChecked()).isEqualTo("the table is locked by somebody else's DDL"));
        }
    }

    @Test
    void withoutDataNothingIsAsked() {
        var bare = Inspector.inspect(
                connection,
                InspectOptions.defaults()
                        .withSchemas(List.of("public"))
                        .withTenant("tenant_id", null)
                        .withoutData());

        assertThat(bare.findings()).isEmpty();
        assertThat(Draft.of(bare.classification(), "Order").tableClass()).isEqualTo(TableClass.READY);
        assertThat(Draft.of(bare.classification(), "Order").notes())
                .extracting(Note::text)
                .contains("column tenant_id may be null, and its rows were not all looked at");
    }

    @Test
    void textAndJsonSayTheSame() {
        var report = Report.of(inspection);
        var text = ReportText.of(report);
        var json = new JsonMapper().readTree(report.json());

        assertThat(json.get("tables")).hasSameSizeAs(inspection.classification().verdicts());
        for (var row : json.get("tables")) {
            assertThat(text)
                    .contains(
                            row.get("quoted").asString(),
                            row.get("class").asString(),
                            row.get("why").asString());
            for (var note : row.get("notes")) {
                assertThat(text).contains(note.get("text").asString());
            }
        }
        assertThat(json.get("counts").get("blocked").asInt()).isEqualTo(1);
        assertThat(text.lines().filter(line -> line.startsWith("public.")))
                .anyMatch(line -> line.matches(
                        "public\\.letters +needs backfill +\\S+ +[\\d.]+ kB  column is text, the tenant is uuid"));
    }

    private static Verdict verdict(String table) {
        return Draft.of(inspection.classification(), table);
    }

    private static Finding finding(String table, DataCheck.Kind kind) {
        return inspection.findings().stream()
                .filter(finding -> finding.check().kind() == kind
                        && finding.check().table().name().name().equals(table))
                .findFirst()
                .orElseThrow();
    }
}
