package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Reverser;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.ContractPlanner;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
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

/** A column goes, with all that hangs on it, and comes back as it was when it went. */
class ContractTest extends OnCitus {

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    ContractTest() throws SQLException {}

    /** Days may pass before the last program is gone that writes it. */
    @Test
    void whatIsWrittenUntilTheGateOpensIsKept() throws SQLException {
        Sql.run(
                connection,
                "create table w (id int primary key, old text not null)",
                "insert into w select n, 'v' || n from generate_series(1, 5) n");
        var plan = plan("old", null);

        assertThatThrownBy(() -> apply(plan)).hasMessageContaining("PEN-6022");
        Sql.run(connection, "insert into w values (6, 'late')", "update w set old = 'changed' where id = 3");
        apply(plan, "code-without-w-old");
        assertThatThrownBy(() -> Sql.run(connection, "select old from w")).hasMessageContaining("does not exist");
        Sql.run(connection, "insert into w values (7)", "delete from w where id = 1");

        assertThatThrownBy(() -> reverse(plan))
                .as("a row that came since has no value, and only a person knows one")
                .hasMessageContaining("\"old_retired\" of relation \"w\" contains null values");
        Sql.run(connection, "update w set old_retired = 'given' where id = 7");
        reverse(plan);

        assertThat(Sql.values(connection, "select w::text from w order by id"))
                .containsExactly("(2,v2)", "(3,changed)", "(4,v4)", "(5,v5)", "(6,late)", "(7,given)");
        assertThatThrownBy(() -> Sql.run(connection, "insert into w values (8, null)"))
                .hasMessageContaining("null value");
    }

    /** A reader comes between: the column is out of use by then, and its values are where they were. */
    @Test
    void oneThatDidNotGetItsLockIsTakenBackUntouched() throws SQLException {
        Sql.run(
                connection,
                "create table w (id int primary key, old text not null default 'none')",
                "insert into w select n, 'v' || n from generate_series(1, 5) n");
        var before = Described.of(connection, schema);
        var plan = plan("old", null);
        try (var reader = cluster.connect()) {
            assertThatThrownBy(() -> Applier.apply(
                            coordinator,
                            plan,
                            hasty().confirming(Set.of("code-without-w-old")),
                            reads(reader, "drop-old")))
                    .hasMessageContaining("PEN-6023");
            reader.rollback();
        }
        Sql.run(connection, "update w set old_retired = 'by hand' where id = 2");

        reverse(plan);

        assertThat(Described.of(connection, schema)).isEqualTo(before);
        assertThat(Sql.values(connection, "select old from w order by id"))
                .containsExactly("v1", "by hand", "v3", "v4", "v5");
    }

    @Test
    void whatGoesWithItIsDecidedAndComesBack() throws SQLException {
        create();
        var before = Described.of(connection, schema);
        var rows = Sql.values(connection, "select (id, a, b, g, nr, ident)::text from w order by id");

        assertThat(plan("a", null).undecided())
                .extracting(Decision::subject)
                .containsExactlyInAnyOrder("w_order", "w_stat");
        assertThatThrownBy(() -> gone("b"))
                .hasMessageContaining("PEN-6022")
                .hasMessageContaining("generated columns need");
        var plans = List.of(gone("a"), gone("g"), gone("nr"), gone("ident"));
        Sql.run(connection, "insert into w (id, b) values (11, 9), (12, 9)");
        for (Plan plan : plans.reversed()) {
            reverse(plan);
        }

        assertThat(Sql.values(connection, "select (id, a, b, g, nr, ident)::text from w where id > 10 order by nr"))
                .as("rows that came since have the next numbers")
                .allMatch(row -> row.matches("\\(1[12],7,9,18,1[12],11[12]0\\)"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        Sql.run(connection, "delete from w where id > 10");
        assertThat(Sql.values(connection, "select (id, a, b, g, nr, ident)::text from w order by id"))
                .isEqualTo(rows);
        assertThat(Described.of(connection, schema)).isEqualTo(before);
        assertThatThrownBy(() -> Sql.run(connection, "insert into w (id, a, b) values (13, 2, 1)"))
                .hasMessageContaining("w_order");
        Sql.run(connection, "insert into w (id, b) values (13, 9)");
        assertThat(Sql.value(
                        connection, "select ident > (select max(ident) from w where id < 13) from w where id = 13"))
                .isEqualTo("t");
    }

    /** The tenant's old column leads the primary key: the new one takes its place, and tells the rows apart. */
    @Test
    void aColumnOfThePrimaryKeyComesBackByTheOneThatReplacedIt() throws SQLException {
        Sql.run(
                connection,
                "create table w (old text, id int, tenant uuid not null, primary key (old, id))",
                "comment on constraint w_pkey on w is 'the key'",
                "insert into w select 't' || n % 2, n, cast('00000000-0000-0000-0000-00000000000' || n % 2 as uuid)"
                        + " from generate_series(1, 6) n");
        var before = Described.of(connection, schema);
        var plan = plan("old", "tenant");

        apply(plan, "code-without-w-old");
        assertThat(Sql.value(
                        connection,
                        "select pg_get_constraintdef(oid) || ' ' || obj_description(oid) from"
                                + " pg_constraint where conrelid = 'w'::regclass and contype = 'p'"))
                .isEqualTo("PRIMARY KEY (tenant, id) the key");
        reverse(plan);

        assertThat(Sql.values(connection, "select old || id from w order by id"))
                .containsExactly("t11", "t02", "t13", "t04", "t15", "t06");
        assertThat(Described.of(connection, schema)).isEqualTo(before);
    }

    /** Until it is dropped it comes back in shards too; behind that its values are kept, and there is no way. */
    @Test
    void ofADistributedTableItRetiresAndComesBackUntilItIsDropped() throws SQLException {
        Sql.run(
                connection,
                "create table w (tenant int, b int, id bigint, nr bigserial, primary key (tenant, id, nr),"
                        + " constraint w_order check (nr <= b), constraint w_key unique (tenant, nr, id))",
                "create statistics w_stat on b, nr from w",
                "create index w_nr on w (nr, b)",
                "insert into w (tenant, b, id) select n % 3, 99, n from generate_series(1, 30) n",
                "select create_distributed_table('w', 'tenant', colocate_with => 'none')",
                "select truncate_local_data_after_distributing_table('w')");
        var before = Described.of(connection, schema);
        var plan = decided("nr");
        var retire = plan.operations().stream()
                .filter(operation -> operation.id().endsWith("retire-nr"))
                .findFirst()
                .orElseThrow();
        for (Operation operation :
                plan.operations().subList(0, plan.operations().indexOf(retire) + 1)) {
            for (String sql : ((Work.Statements) operation.work()).sql()) {
                Sql.run(connection, sql);
            }
        }
        for (String sql : ((Reversal.By) retire.reversal()).statements().sql()) {
            Sql.run(connection, sql);
        }
        assertThat(Described.of(connection, schema)).isEqualTo(before);

        apply(plan, "code-without-w-nr");
        assertThat(Reverser.way(coordinator, plan).why()).contains("the values of nr are kept in penstock_quarantine.");
        assertThat(Sql.value(connection, "select count(*) || ' ' || count(distinct nr_retired) from " + kept("nr")))
                .isEqualTo("30 30");
    }

    /** What was kept of an earlier column of this name is not written over. */
    @Test
    void valuesThatAreKeptStay() throws SQLException {
        Sql.run(connection, "create table w (id int primary key, old int)", "insert into w values (1, 1)");
        apply(plan("old", null), "code-without-w-old");
        Sql.run(connection, "alter table w add column old int");
        var again = plan("old", null);

        assertThatThrownBy(() -> apply(again, "code-without-w-old"))
                .hasMessageContaining("PEN-6022")
                .hasMessageContaining("are kept in penstock_quarantine.");

        Sql.run(connection, "drop table " + kept("old"));
        apply(again, "code-without-w-old");
    }

    private void create() throws SQLException {
        Sql.run(
                connection,
                "create table w (id int primary key, b int, a int not null default 7,"
                        + " g int generated always as (b * 2) stored, nr bigserial not null,"
                        + " ident bigint generated by default as identity (start 1000 increment 10),"
                        + " constraint w_order check (a <= b), constraint w_positive check (a > 0))",
                "create statistics w_stat on b, a from w",
                "create index w_nr on w (nr)",
                "create index w_width on w ((b * 3))",
                "comment on constraint w_order on w is 'in order'",
                "comment on column w.nr is 'a number'",
                "comment on column w.g is 'twice'",
                "comment on sequence w_ident_seq is 'of the identity'",
                "grant select (nr), update (nr) on w to public",
                "insert into w (id, a, b) select n, n, n + 1 from generate_series(1, 10) n",
                "delete from w where id = 10",
                "insert into w (id, a, b) values (10, 7, 8)",
                "select setval('w_nr_seq', 10)",
                "update w set nr = 10 where id = 10");
    }

    private Plan decided(String column) {
        var open = plan(column, null);
        return new Plan(
                open.format(),
                open.goal(),
                open.source(),
                open.options(),
                open.groups(),
                open.decisions().stream()
                        .map(decision ->
                                decision.choose(decision.options().getFirst().id()))
                        .toList(),
                open.operations(),
                open.tables(),
                open.notes());
    }

    private Plan gone(String column) {
        var plan = decided(column);
        apply(plan, "code-without-w-" + column);
        var verified = Verifier.verify(coordinator, plan, VerifyOptions.all(), what -> {});
        assertThat(verified).as(verified.toString()).matches(Verification::holds);
        return plan;
    }

    private Plan plan(String column, @Nullable String by) {
        return ContractPlanner.plan(
                CatalogReader.read(connection, ReadOptions.schemas(schema)),
                new QualifiedName(schema, "w"),
                column,
                by,
                new Choices(Map.of()));
    }

    private String kept(String column) throws SQLException {
        return Sql.quarantine(connection, schema, "w_" + column);
    }

    private void apply(Plan plan, String... confirmed) {
        Applier.apply(coordinator, plan, Plans.APPLYING.confirming(Set.of(confirmed)), Watcher.SILENT);
    }

    private void reverse(Plan plan) {
        assertThat(Reverser.reverse(coordinator, plan, Plans.APPLYING, Watcher.SILENT)
                        .end())
                .isNull();
    }

    private static ApplyOptions hasty() {
        return Plans.APPLYING.withLocks(Duration.ofMillis(100), Duration.ofMillis(300));
    }

    /** Has the table read from the moment on in which the operation begins. */
    private static Watcher reads(Connection reader, String ending) {
        return new Watcher() {
            @Override
            public void began(Operation operation) {
                if (operation.id().endsWith(ending)) {
                    try {
                        reader.setAutoCommit(false);
                        Sql.run(
                                reader,
                                "lock table " + operation.tables().getFirst().quoted() + " in access share mode");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
    }
}
