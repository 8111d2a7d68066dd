package dev.penstock.citus.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.known.Known;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** What the last file of a history must, or must not, be told because of those before it. */
class HistoryTest {

    private static final String ORDERS =
            "create table app.orders (id bigint, tenant_id uuid not null, code text, primary key (tenant_id, id));";
    private static final String DISTRIBUTE =
            "select create_distributed_table('app.orders', 'tenant', colocate_with => 'none');"
                    + " select truncate_local_data_after_distributing_table('app.orders');";
    private static final String RENAME = "alter table app.orders rename column tenant_id to tenant;";
    private static final String DUMPED = "create table app.orders (tenant uuid not null, id integer not null);"
            + " create sequence app.orders_id_seq as integer;"
            + " alter sequence app.orders_id_seq owned by app.orders.id;"
            + " alter table only app.orders alter column id set default nextval('app.orders_id_seq'::regclass);";
    private static final String DUMPED_IDENTITY = "create table app.orders (tenant uuid not null, id bigint not null);"
            + " alter table app.orders alter column id add generated always as identity"
            + " (sequence name app.orders_id_seq start with 1 increment by 1 no minvalue no maxvalue cache 1);";
    private static final String LINES = "create table app.orders (tenant uuid primary key);"
            + " create table app.line (tenant uuid primary key references app.orders);"
            + " create table app.note (tenant uuid references app.line);";
    private static final String DISTRIBUTED_ORDERS = ORDERS + RENAME + DISTRIBUTE;

    static final List<Arguments> FLAGGED = List.of(
            of(
                    "CIT001",
                    "create table app.orders (tenant uuid primary key)",
                    "select create_distributed_table('app.orders', 'tenant', colocate_with => 'none')"),
            of(
                    "CIT001",
                    "select 1",
                    "create table app.orders (tenant uuid primary key);"
                            + " with a as (insert into app.orders select gen_random_uuid() returning 1) select * from a;"
                            + " select create_distributed_table('app.orders', 'tenant', colocate_with => 'none')"),
            of(
                    "CIT001",
                    "select 1",
                    "create table app.day (tenant uuid not null, day date) partition by range (day);"
                            + " create table app.today partition of app.day default;"
                            + " insert into app.today values (gen_random_uuid(), now());"
                            + " select create_distributed_table('app.day', 'tenant', colocate_with => 'none')"),
            of("CIT017", DUMPED, "select create_distributed_table('app.orders', 'tenant', colocate_with => 'none')"),
            of(
                    "CIT018",
                    DUMPED + " create table app.line (tenant uuid not null, id bigint);"
                            + " alter table app.line alter column id set default nextval('app.orders_id_seq'::regclass);",
                    "select create_distributed_table('app.orders', 'tenant', colocate_with => 'none')"),
            of(
                    "CIT011",
                    DUMPED_IDENTITY,
                    "select create_distributed_table_concurrently('app.orders', 'tenant', colocate_with => 'none')"),
            of("CIT209", DUMPED + DISTRIBUTE, "alter table app.orders alter column id type bigint"),
            of("CIT218", DUMPED_IDENTITY + DISTRIBUTE, "select undistribute_table('app.orders')"),
            of(
                    "CIT210",
                    ORDERS + DISTRIBUTE.replace("'tenant'", "'tenant_id'") + RENAME,
                    "alter table app.orders drop column tenant"),
            of(
                    "CIT301",
                    ORDERS + DISTRIBUTE.replace("'tenant'", "'tenant_id'") + RENAME,
                    "update app.orders set tenant = gen_random_uuid() where id = 1"),
            of("CIT021", LINES + "alter table app.line rename to lines", DISTRIBUTE),
            of(
                    "CIT021",
                    LINES + "alter table app.orders rename to parent",
                    DISTRIBUTE.replace("app.orders", "app.parent")),
            of(
                    "CIT021",
                    LINES + "alter table app.orders set schema old",
                    DISTRIBUTE.replace("app.orders", "old.orders")),
            of(
                    "CIT008",
                    LINES + "alter table app.orders rename to parent",
                    "select create_distributed_table('app.parent', 'tenant', colocate_with => 'none')"),
            of(
                    "CIT005",
                    "create table app.orders (tenant uuid not null, code text); create unique index on app.orders (code)",
                    DISTRIBUTE),
            of(
                    "CIT005",
                    "create table app.orders (tenant uuid not null, code text); create unique index on app.orders (code);"
                            + " drop index app.orders_id_idx",
                    DISTRIBUTE),
            of(
                    "CIT210",
                    DISTRIBUTED_ORDERS + "select alter_distributed_table('app.orders', 'code')",
                    "alter table app.orders drop column code"));

    static final List<Arguments> NOT_FLAGGED = List.of(
            of(
                    "CIT001",
                    "select 1",
                    "create table app.day (tenant uuid not null, day date) partition by range (day);"
                            + " create table app.today partition of app.day default;"
                            + " select create_distributed_table('app.day', 'tenant', colocate_with => 'none')"),
            of(
                    "CIT001",
                    "create table app.orders (tenant uuid primary key)",
                    "truncate app.orders; select create_distributed_table('app.orders', 'tenant', colocate_with => 'none')"),
            of("CIT005", ORDERS + RENAME, DISTRIBUTE),
            of(
                    "CIT005",
                    ORDERS + "create unique index i on app.orders (code); alter table app.orders drop column code;"
                            + RENAME,
                    DISTRIBUTE),
            of(
                    "CIT005",
                    "create table app.orders (tenant uuid not null, code text); create unique index on app.orders (code);"
                            + " drop index app.orders_code_idx",
                    DISTRIBUTE),
            of(
                    "CIT005",
                    "create table app.orders (tenant uuid not null, id bigint primary key);"
                            + " alter table app.orders rename constraint orders_pkey to old;"
                            + " alter table app.orders drop constraint old",
                    DISTRIBUTE),
            of(
                    "CIT005",
                    "create table app.orders (tenant uuid not null, code text); create unique index a on app.orders (code);"
                            + " alter index app.a rename to b; drop index app.b",
                    DISTRIBUTE),
            of(
                    "CIT008",
                    "create table app.orders (tenant uuid primary key);"
                            + " create table app.line (tenant uuid primary key, parent uuid references app.orders);"
                            + " alter table app.line drop column parent",
                    DISTRIBUTE),
            of(
                    "CIT008",
                    "create table app.orders (tenant uuid primary key, code text unique);"
                            + " create table app.line (code text references app.orders (code));"
                            + " alter table app.orders drop column code cascade",
                    DISTRIBUTE),
            of(
                    "CIT008",
                    "create table app.orders (tenant uuid primary key);"
                            + " create table app.line (tenant uuid primary key references app.orders);"
                            + " drop table app.orders cascade; create table app.orders (tenant uuid primary key)",
                    DISTRIBUTE),
            of("CIT017", DUMPED + "alter table app.orders alter column id drop default", DISTRIBUTE),
            of(
                    "CIT210",
                    DISTRIBUTED_ORDERS + "select alter_distributed_table('app.orders', 'code')",
                    "alter table app.orders drop column tenant"));

    @ParameterizedTest
    @FieldSource("FLAGGED")
    void remembers(String rule, String before, String sql) {
        assertThat(rules(before, sql)).contains(rule);
    }

    @ParameterizedTest
    @FieldSource("NOT_FLAGGED")
    void doesNotMistake(String rule, String before, String sql) {
        assertThat(rules(before, sql)).doesNotContain(rule);
    }

    /** The third file finds what the first left, whatever the second did to other tables. */
    @Test
    void rowsMayHaveComeSinceAnyEarlierFile() {
        assertThat(rules(
                        "create table app.orders (tenant uuid primary key)",
                        "create table app.x (a int)",
                        DISTRIBUTE.substring(0, DISTRIBUTE.indexOf(';'))))
                .contains("CIT001");
    }

    private static Arguments of(String rule, String before, String sql) {
        return Arguments.of(rule, before, sql);
    }

    /** The rules that speak of the last file. */
    private static List<String> rules(String... files) {
        var history = new ArrayList<Source>();
        for (String file : files) {
            history.add(new Source("V" + (history.size() + 1) + ".sql", file));
        }
        return new Linter(Known.NOTHING, null)
                .lint(history).findings().stream()
                        .filter(finding -> finding.path().equals("V" + files.length + ".sql"))
                        .map(finding -> finding.card().id())
                        .toList();
    }
}
