package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Reverser;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.FoldPlanner;
import dev.penstock.citus.plan.distribution.UndistributePlanner;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that stopped half way, taken back: only what took effect is undone, and what is undone is undone once. */
class TakenBackTest extends OnCitus {

    private static final ApplyOptions OPTIONS = Plans.APPLYING
            .withLocks(Duration.ofMillis(50), Duration.ofMillis(300))
            .confirming(Set.of("code-names-tenant", "code-writes-tenant", "code-without-task"));

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    TakenBackTest() throws SQLException {}

    /** Somebody is in the way of one operation for longer than it is tried. */
    @ParameterizedTest
    @CsvSource(textBlock = """
                    identity-to-sequence,      select count(*) from docs
                    quarantine-without-tenant, update docs set title = title where org_id is null
                    docs-exchange-keys,        select count(*) from docs
                    distribute,                select count(*) from docs
                    """)
    void anOperationThatFailed(String operation, String inTheWay) throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table docs (id bigint generated always as identity primary key, org_id bigint references orgs,"
                        + " title text)",
                "create table notes (id bigint primary key, doc_id bigint not null constraint notes_doc references docs)",
                "insert into orgs select generate_series(1, 3)",
                "insert into docs (org_id, title) select nullif(n % 4, 0), 'd' || n from generate_series(1, 12) n",
                "insert into notes select n, n from generate_series(1, 12) n");
        var plan = Plans.of(
                connection,
                schema,
                "org_id",
                Plans.BLOCKING,
                Map.of(
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant",
                        "IDENTITY_ONE_WAY", "to-sequence",
                        "ROWS_WITHOUT_TENANT", "quarantine"));

        failsAndGoesBack(plan, operation, inTheWay);
    }

    @Test
    void aFold() throws SQLException {
        failsAndGoesBack(fold(), "set-aside", "select count(*) from task");
    }

    @Test
    void aWholeSchema() throws SQLException {
        String second = cluster.schema();
        try {
            for (String each : List.of(schema, second)) {
                Sql.run(
                        connection,
                        "create table " + each + ".orgs (id bigint primary key)",
                        "create table " + each + ".a (org bigint references " + each + ".orgs, id bigint primary key)");
            }
            var schemas = List.of(schema, second);
            var inspection = Inspector.inspect(
                    connection, InspectOptions.defaults().withSchemas(schemas).withTenant("org", null));
            var plan = Plans.of(inspection, schemas, Plans.BLOCKING, 7, Map.of("LAYOUT", "schemas"));

            failsAndGoesBack(plan, "schema-", "select count(*) from a");
        } finally {
            Sql.run(connection, "drop schema " + second + " cascade");
        }
    }

    /** There is no way back behind it, and it was never done. */
    @Test
    void whatHasNoWayBack() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "select create_distributed_table('orgs', 'id', colocate_with => 'none')");
        var plan = UndistributePlanner.plan(catalog(), List.of(name("orgs")), new Choices(Map.of()));

        failsAndGoesBack(plan, "undistribute", "select count(*) from orgs");
    }

    /** Tables with identity columns do not come back from shards, but these have never gone there. */
    @Test
    void aMoveThatHasNoWayBack() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table docs (org_id bigint not null references orgs, id bigint generated always as identity,"
                        + " primary key (org_id, id))",
                "insert into orgs select generate_series(1, 3)",
                "insert into docs (org_id) select n % 3 + 1 from generate_series(1, 12) n");
        var plan = Plans.of(connection, schema, "org_id", Plans.BLOCKING, Map.of("IDENTITY_ONE_WAY", "keep"));

        failsAndGoesBack(plan, "distribute", "select count(*) from docs");
    }

    /** The reversal and what the journal says of it are committed together: nothing is deleted or dropped a second time. */
    @Test
    void aReversalThatTheJournalDoesNotKnowOfHasNotHappened() throws SQLException {
        var plan = fold();
        var before = Described.of(connection, schema);
        assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT))
                .hasMessageContaining("drop-task");
        Sql.run(
                connection,
                "create function refuse() returns trigger language plpgsql as $$ begin"
                        + " if new.state = 'reversed' and new.id like '%set-aside' then raise exception 'not now'; end if;"
                        + " return new; end $$",
                "create trigger refuse before insert or update on penstock_citus.operation for each row execute"
                        + " function refuse()");
        try {
            assertThatThrownBy(() -> Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT))
                    .hasMessageContaining("not now");
        } finally {
            Sql.run(connection, "drop function refuse cascade");
        }

        assertThat(Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT).end())
                .isNull();

        assertThat(Described.of(connection, schema)).isEqualTo(before);
    }

    /** Half moved or moved: foreign keys that are away, that changed or were not checked yet are as they were. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignKeysComeBack(boolean whole) throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table kinds (id bigint primary key)",
                "create table docs (org_id bigint not null references orgs, id bigint, primary key (org_id, id))",
                "create table notes (org_id bigint not null, id bigint, doc_id bigint, see_id bigint, kind_id bigint,"
                        + " primary key (org_id, id),"
                        + " constraint notes_doc foreign key (org_id, doc_id) references docs on delete cascade,"
                        + " constraint notes_see foreign key (org_id, see_id) references docs on delete set null,"
                        + " constraint notes_kind foreign key (kind_id) references kinds deferrable)",
                "comment on constraint notes_doc on notes is 'a note is of a document'",
                "insert into orgs select generate_series(1, 3)",
                "insert into kinds select generate_series(1, 2)",
                "insert into docs select n % 3 + 1, n from generate_series(1, 9) n",
                "insert into notes select org_id, id, id, id, 1 from docs");
        if (!whole) {
            // All of the plan would check its rows.
            Sql.run(
                    connection,
                    "alter table notes add constraint notes_old foreign key (org_id, id) references docs not valid");
        }
        var before = Described.of(connection, schema);
        var plan = Plans.of(
                connection,
                schema,
                "org_id",
                0,
                Map.of("WINDOW_WITHOUT_FOREIGN_KEY", "online", "SET_NULL_REFUSED", "no-action"));
        assertThat(plan.undecided()).isEmpty();

        if (whole) {
            Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT);
        } else {
            assertThatThrownBy(() -> Applier.apply(coordinator, plan, Plans.APPLYING, new Watcher() {
                        @Override
                        public void advanced(Operation operation, long done, @Nullable Long of, String note) {
                            if (note.contains("notes")) {
                                throw new IllegalStateException("enough");
                            }
                        }
                    }))
                    .hasMessage("enough");
            assertThat(Sql.value(connection, "select count(*) from pg_constraint where conname = 'notes_doc'"))
                    .as("what this is about")
                    .isEqualTo("0");
        }
        assertThat(Reverser.reverse(coordinator, plan, Plans.APPLYING, Watcher.SILENT)
                        .end())
                .isNull();

        Sql.run(connection, "call citus_cleanup_orphaned_resources()");
        assertThat(Described.of(connection, schema)).isEqualTo(before);
    }

    private Plan fold() throws SQLException {
        Sql.run(
                connection,
                "create table execution (id bigint primary key)",
                "create table task (id bigint primary key, execution bigint not null unique constraint of_execution"
                        + " references execution on delete cascade, name text)",
                "insert into execution select generate_series(1, 9)",
                "insert into task select n, n, 't' || n from generate_series(1, 5) n");
        return FoldPlanner.plan(
                catalog(), name("task"), name("execution"), "task", new Choices(Map.of("CONTRACT", "fold")));
    }

    private void failsAndGoesBack(Plan plan, String operation, String inTheWay) throws SQLException {
        assertThat(plan.undecided()).isEmpty();
        var before = Described.of(connection, schema);
        try (var other = cluster.connect()) {
            Sql.run(other, "set search_path = " + schema + ", public");
            other.setAutoCommit(false);
            assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, new Watcher() {
                        @Override
                        public void began(Operation begun) {
                            if (begun.id().contains(operation)) {
                                hold(other, inTheWay);
                            }
                        }
                    }))
                    .hasMessageContaining("PEN-6023")
                    .hasMessageContaining(operation);
            other.rollback();
        }

        assertThat(Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT).end())
                .isNull();

        assertThat(Described.of(connection, schema)).isEqualTo(before);
    }

    private static void hold(Connection other, String sql) {
        try {
            Sql.run(other, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Catalog catalog() {
        return CatalogReader.read(connection, ReadOptions.schemas(schema));
    }

    private QualifiedName name(String table) {
        return new QualifiedName(schema, table);
    }
}
