package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Fact;
import dev.penstock.citus.journal.Facts;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.ContractPlanner;
import dev.penstock.citus.plan.distribution.FoldPlanner;
import dev.penstock.citus.plan.distribution.NotNullPlanner;
import dev.penstock.citus.plan.distribution.UndistributePlanner;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fold, contract, set-not-null and undistribute, carried out and taken back. */
class SmallPlansTest extends OnCitus {

    SmallPlansTest() throws SQLException {}

    @Test
    void aFoldIsProvenAndComesBackWithWhatWasWrittenSince() throws SQLException {
        Sql.run(
                connection,
                "create table execution (id bigserial primary key, action text)",
                "create table task (id bigserial primary key, execution bigint not null unique references execution"
                        + " on delete cascade, name text not null, tries int default 0, due timestamptz,"
                        + " price numeric(10, 2), tags text[], blob bytea, spot point, page xml, weight float8)",
                "create index task_name on task (name)",
                "create index task_tries on task (tries, due) where due is not null",
                "insert into execution (action) select 'a' || n from generate_series(1, 50) n",
                "insert into task (execution, name, due, price, tags, blob, spot, page, weight) select n, 't' || n,"
                        + " case when n % 2 = 0 then now() end, n * 1.10, array['x', null, 'y \"z\"'], '\\x00ff', point(n, 2),"
                        + " '<a/>', n / 3.0 from generate_series(1, 30) n");
        String before = value("select md5(string_agg(t::text, ';' order by id)) from task t");
        var plan = FoldPlanner.plan(catalog(), name("task"), name("execution"), "task", choices());
        assertThat(plan.undecided()).hasSize(1);
        plan = FoldPlanner.plan(
                catalog(), name("task"), name("execution"), "task", new Choices(Map.of("CONTRACT", "fold")));

        apply(plan, "code-without-task");

        assertThat(value("select to_regclass('task') is null")).isEqualTo("t");
        assertThat(value("select count(*) || ' ' || count(*) filter (where task ->> 'name' = 't7') from execution where"
                        + " task is not null"))
                .isEqualTo("30 1");
        assertThat(Sql.values(
                        connection,
                        "select indexdef from pg_indexes where schemaname = '" + schema
                                + "' and tablename = 'execution' order by indexname"))
                .hasSize(5)
                .anyMatch(index -> index.contains("((task ->> 'tries'::text))::integer"));

        var retired = operation(plan, "set-aside");
        undo(retired);
        assertThat(value("select md5(string_agg(t::text, ';' order by id)) from task t"))
                .as("every value came back as it was")
                .isEqualTo(before);
        Sql.run(connection, "update task set tries = 9 where execution = 3", "delete from task where execution = 4");
        assertThat(value("select (select task ->> 'tries' from execution where id = 3) || (select task is null from"
                        + " execution where id = 4)"))
                .as("what is written to the old table is carried over")
                .isEqualTo("9true");
    }

    @Test
    void aFoldOfManyColumnsCarriesOver() throws SQLException {
        var columns =
                IntStream.rangeClosed(1, 60).mapToObj(n -> "c" + n + " int").toList();
        Sql.run(
                connection,
                "create table p (id int primary key)",
                "create table wide (id int primary key references p, c text, " + String.join(", ", columns) + ")",
                "insert into p values (1), (2)",
                "insert into wide (id, c, c60) values (1, 'a', 60)");
        var plan = FoldPlanner.plan(catalog(), name("wide"), name("p"), "w", new Choices(Map.of("CONTRACT", "fold")));
        for (Operation operation : plan.operations()) {
            if (operation.id().endsWith("set-aside")) {
                Sql.run(connection, "insert into wide (id, c2) values (2, 22)", "update wide set c1 = 11");
            }
            perform(operation);
        }
        assertThat(value(
                        "select string_agg(concat_ws(' ', w ->> 'c', w ->> 'c1', w ->> 'c2', w ->> 'c60'), ', ' order by id)"
                                + " from p"))
                .isEqualTo("a 11 60, 11 22");
    }

    @Test
    void valuesThatJsonChangesAreNotFolded() throws SQLException {
        Sql.run(
                connection,
                "create table p (id int primary key)",
                "create domain papers as json[]",
                "create table c (id int primary key references p, v papers)");

        assertThatThrownBy(() -> FoldPlanner.plan(catalog(), name("c"), name("p"), "v", choices()))
                .isInstanceOf(CitusException.class)
                .hasMessageContaining("PEN-6008")
                .hasMessageContaining("papers");
    }

    @Test
    void uniquesThatJsonComparesInAnotherWayAreDecided() throws SQLException {
        Sql.run(
                connection,
                "create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table p (id int primary key)",
                "create table c (id int primary key references p, name text collate loose unique, code text unique,"
                        + " price numeric(8, 2) unique, at timestamptz unique, nick text, day date,"
                        + " unique nulls not distinct (code, day))",
                "create unique index c_nick on c (nick collate loose)");

        var open = FoldPlanner.plan(catalog(), name("c"), name("p"), "f", choices());
        assertThat(open.undecided())
                .extracting(decision -> decision.subject())
                .containsExactlyInAnyOrder("typed-columns", "c_name_key", "c_at_key", "c_nick");
        var plan = FoldPlanner.plan(
                catalog(),
                name("c"),
                name("p"),
                "f",
                new Choices(Map.of(
                        "CONTRACT",
                        "drop",
                        "contract." + schema + ".c.typed-columns",
                        "fold",
                        "contract." + schema + ".c.c_name_key",
                        "as-text")));
        assertThat(plan.operations())
                .filteredOn(operation -> operation.id().contains("index"))
                .extracting(
                        operation -> ((Work.Statements) operation.work()).sql().getLast())
                .satisfiesExactlyInAnyOrder(
                        name -> assertThat(name).contains("((f ->> 'name'))"),
                        code -> assertThat(code).contains("((f ->> 'code')) where"),
                        price -> assertThat(price).contains("(((f ->> 'price')::numeric(8,2)))"),
                        both -> assertThat(both).contains("((f ->> 'code'), (f ->> 'day')) nulls not distinct where"),
                        containment -> assertThat(containment).contains("using gin"));
        for (Operation operation : plan.operations()) {
            if (operation.id().contains("index") || operation.id().contains("add-")) {
                perform(operation);
            }
        }
    }

    @Test
    void aFoldThatDiffersDoesNotLeave() throws SQLException {
        Sql.run(
                connection,
                "create table p (id int primary key)",
                "create table c (id int primary key references p, v text)",
                "insert into p select generate_series(1, 3)",
                "insert into c values (1, 'a'), (2, 'b')");
        var plan = FoldPlanner.plan(catalog(), name("c"), name("p"), "folded", new Choices(Map.of("CONTRACT", "fold")));
        for (Operation operation : plan.operations()) {
            if (operation.id().endsWith("set-aside")) {
                Sql.run(connection, "update p set folded = '{\"v\": \"wrong\"}' where id = 1");
                var statements = ((Work.Statements) operation.work()).sql();
                assertThatThrownBy(() -> Sql.run(connection, "begin;" + String.join(";", statements)))
                        .hasMessageContaining("differ");
                Sql.run(connection, "rollback");
                break;
            }
            perform(operation);
        }
        assertThat(value("select count(*) from c")).isEqualTo("2");
    }

    @Test
    void aFoldDoesNotSetAsideOverAnotherAndItsWayBackLeavesTheHelpersOfOthers() throws SQLException {
        String twin = "twin_" + schema;
        Sql.run(
                connection,
                "create table p (id int primary key)",
                "create table other (id int)",
                "create table " + twin + " (id int primary key references p, v text)");
        var plan = FoldPlanner.plan(catalog(), name(twin), name("p"), "v", new Choices(Map.of("CONTRACT", "fold")));
        perform(operation(plan, "schemas"));
        Sql.run(
                connection,
                "create table penstock_quarantine." + twin + " (id int)",
                "create function penstock_plan.other_" + schema + "() returns trigger language plpgsql as"
                        + " $$ begin return new; end $$",
                "create trigger others before insert on other for each row execute function penstock_plan.other_"
                        + schema + "()");
        try {
            assertThatThrownBy(() -> apply(plan, "code-without-twin-" + schema.replace('_', '-')))
                    .hasMessageContaining("PEN-6022")
                    .hasMessageContaining("set aside by the fold of a table of the same name");

            undo(operation(plan, "schemas"));
            assertThat(value("select count(*) from pg_trigger where tgname = 'others' and tgrelid = 'other'::regclass"))
                    .isEqualTo("1");
        } finally {
            Sql.run(
                    connection,
                    "drop table penstock_quarantine." + twin,
                    "drop function penstock_plan.other_" + schema + "() cascade");
        }
    }

    @Test
    void aColumnGoesAndTheOneThatReplacedItTakesItsPlaceInKeys() throws SQLException {
        Sql.run(
                connection,
                "create table w (tenant_id text not null, tenant uuid not null, id int, key text, primary key (tenant, id),"
                        + " constraint w_key unique (tenant_id, key))",
                "create index w_old on w (tenant_id, id desc) include (key)",
                "create index w_part on w (key) where tenant_id <> 'x'",
                "insert into w select 't' || n, gen_random_uuid(), n, 'k' || n from generate_series(1, 10) n");
        var plan = ContractPlanner.plan(catalog(), name("w"), "tenant_id", "tenant", choices());
        assertThat(plan.undecided())
                .singleElement()
                .satisfies(decision -> assertThat(decision.subject()).isEqualTo("w_part"));
        plan = ContractPlanner.plan(
                catalog(), name("w"), "tenant_id", "tenant", new Choices(Map.of("CONTRACT", "drop")));

        apply(plan, "code-without-w-tenant-id");

        assertThat(indexes("w"))
                .containsExactly(
                        "w_key ON w USING btree (tenant, key)",
                        "w_old ON w USING btree (tenant, id DESC) INCLUDE (key)",
                        "w_pkey ON w USING btree (tenant, id)");
        undo(operation(plan, "drop-tenant-id"));
        undo(operation(plan, "retire-tenant-id"));
        assertThat(value("select count(*) from w where tenant_id = 't' || id")).isEqualTo("10");
        assertThat(indexes("w"))
                .contains("w_key ON w USING btree (tenant_id, key)")
                .hasSize(4);
    }

    /** A SET NOT NULL that did not get its lock leaves what three statements have done. */
    @Test
    void aNotNullThatStoppedHalfWayIsTakenBackWhole() throws SQLException {
        Sql.run(connection, "create table n (id int primary key, v int)", "insert into n values (1, 1)");
        var operation = NotNullPlanner.plan(catalog(), name("n"), "v", choices())
                .operations()
                .getFirst();
        for (String sql : ((Work.Statements) operation.work()).sql().subList(0, 3)) {
            Sql.run(connection, sql);
        }
        assertThatThrownBy(() -> Sql.run(connection, "insert into n values (2, null)"))
                .hasMessageContaining("n_v_penstock_nn");

        undo(operation);

        Sql.run(connection, "insert into n values (2, null)");
    }

    @Test
    void distributedTablesTakeNotNullAndComeBack() throws SQLException {
        Sql.run(
                connection,
                "create table o (t int, id int, v int, primary key (t, id))",
                "create table l (t int, id int, o int, primary key (t, id), foreign key (t, o) references o)",
                "insert into o select n % 3, n, n from generate_series(1, 30) n",
                "select create_distributed_table('o', 't', colocate_with => 'none')",
                "select create_distributed_table('l', 't', colocate_with => 'o')");
        var stranded = NotNullPlanner.plan(catalog(), name("o"), "v", choices());
        assertThatThrownBy(() -> apply(stranded))
                .as("rows left on the coordinator")
                .hasMessageContaining("PEN-6022");
        Sql.run(connection, "select truncate_local_data_after_distributing_table('o')");

        apply(NotNullPlanner.plan(catalog(), name("o"), "v", choices()));
        assertThatThrownBy(() -> Sql.run(connection, "insert into o values (1, 99, null)"))
                .hasMessageContaining("null value");
        assertThat(NotNullPlanner.plan(catalog(), name("o"), "v", choices()).operations())
                .isEmpty();

        Sql.run(
                connection,
                "create rule seen as on update to o where new.v = 0 do also select 1",
                "create rule idle as on insert to o where new.v = 0 do also select 1",
                "create policy plain on l using (true)",
                "comment on rule seen on o is 'a rule'",
                "comment on policy plain on l is 'a policy'",
                "comment on constraint l_t_o_fkey on l is 'a foreign key'",
                "set citus.enable_ddl_propagation = off; alter table o disable rule idle;"
                        + " reset citus.enable_ddl_propagation");
        var before = facts();
        apply(UndistributePlanner.plan(catalog(), List.of(name("o")), choices()));
        assertThat(facts()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(value("select count(*) from pg_dist_partition where logicalrelid in ('o'::regclass, 'l'::regclass)"))
                .isEqualTo("0");
        assertThat(value("select count(*) from o")).isEqualTo("30");
    }

    @Test
    void identityColumnsDoNotComeBack() throws SQLException {
        Sql.run(
                connection,
                "create table i (t int, id bigint generated always as identity, primary key (t, id))",
                "select create_distributed_table('i', 't', colocate_with => 'none')");

        assertThatThrownBy(() -> UndistributePlanner.plan(catalog(), List.of(name("i")), choices()))
                .isInstanceOf(CitusException.class)
                .hasMessageContaining("PEN-6028");
    }

    private List<Fact> facts() {
        var catalog = CatalogReader.read(connection, ReadOptions.schemas(schema));
        return Facts.of(catalog, List.of(name("o"), name("l")));
    }

    private Catalog catalog() {
        return CatalogReader.read(connection, ReadOptions.schemas(schema));
    }

    private static Choices choices() {
        return new Choices(Map.of());
    }

    private QualifiedName name(String table) {
        return new QualifiedName(schema, table);
    }

    private static Operation operation(Plan plan, String ending) {
        return plan.operations().stream()
                .filter(operation -> operation.id().endsWith(ending))
                .findFirst()
                .orElseThrow();
    }

    private void undo(Operation operation) throws SQLException {
        for (String sql : ((Reversal.By) operation.reversal()).statements().sql()) {
            Sql.run(connection, sql);
        }
    }

    private void perform(Operation operation) throws SQLException {
        switch (operation.work()) {
            case Work.Statements statements
            when statements.transaction() == Work.Transaction.ONE ->
                Sql.run(connection, "begin;" + String.join(";", statements.sql()) + ";commit");
            case Work.Statements statements -> {
                for (String sql : statements.sql()) {
                    Sql.run(connection, sql);
                }
            }
            case Work.Batches batches -> Sql.run(connection, batches.change().replaceAll(":(after|upto)_\\d+", "null"));
            default -> throw new IllegalStateException(operation.id());
        }
    }

    /** All but the operations behind the first confirmation that is not given. */
    private void apply(Plan plan, String... confirmed) {
        var given = Set.of(confirmed);
        try {
            Applier.apply(
                    Server.at(cluster.jdbcUrl(), null, null), plan, Plans.APPLYING.confirming(given), Watcher.SILENT);
        } catch (CitusException closed) {
            if (!String.valueOf(closed.getMessage()).contains("drop-task")) {
                throw closed;
            }
        }
    }

    private List<String> indexes(String table) throws SQLException {
        return Sql.values(
                connection,
                "select regexp_replace(replace(indexdef, '" + schema + ".', ''), '^CREATE (UNIQUE )?INDEX ', '')"
                        + " from pg_indexes where schemaname = '" + schema + "' and tablename = '" + table
                        + "' order by"
                        + " indexname");
    }

    private String value(String query) throws SQLException {
        return Sql.value(connection, query);
    }
}
