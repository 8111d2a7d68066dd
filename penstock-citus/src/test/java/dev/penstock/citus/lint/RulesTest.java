package dev.penstock.citus.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.known.Known;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** What lies close to each rule's example and must, or must not, be flagged. The examples themselves are on the pages. */
class RulesTest {

    private static final String ORDERS = "create table app.orders (tenant uuid not null, id bigint, code text, at date,"
            + " primary key (tenant, id)); select create_distributed_table('app.orders', 'tenant', colocate_with => 'none');";
    private static final String COUNTRY =
            "create table app.country (code text primary key); select create_reference_table('app.country');";
    private static final String HOME = COUNTRY
            + "create table app.home (tenant uuid, code text references app.country, primary key (tenant, code));"
            + " select create_distributed_table('app.home', 'tenant', colocate_with => 'none');";

    static final List<Arguments> FLAGGED = List.of(
            Arguments.of(
                    "CIT001",
                    "create table s.t (a int); insert into s.t values (1); select create_reference_table('s.t')"),
            Arguments.of(
                    "CIT002",
                    "do $$ begin if pg_relation_size('s.t') > 0 then perform"
                            + " truncate_local_data_after_distributing_table('s.t'); end if; end $$"),
            Arguments.of("CIT003", "select create_distributed_table('s.t', 'a', 'hash', 'default')"),
            Arguments.of(
                    "CIT004",
                    "create table a (k varchar(9) not null, primary key (k));"
                            + " create table b (k text not null, primary key (k)); select create_distributed_table('a', 'k');"
                            + " select create_distributed_table('b', 'k', colocate_with => 'a')"),
            Arguments.of("CIT005", ORDERS + "create unique index i on app.orders (code)"),
            Arguments.of("CIT005", ORDERS + "alter table app.orders add constraint c unique (code)"),
            Arguments.of(
                    "CIT005",
                    "create table t (k int not null, r int4range, exclude using gist (k with <>, r with &&));"
                            + " select create_distributed_table('t', 'k')"),
            Arguments.of(
                    "CIT005",
                    ORDERS
                            + "alter table app.orders add constraint c exclude using gist (code with =, tenant with <>)"),
            Arguments.of("CIT006", ORDERS + "alter table app.orders add constraint c unique (code) include (tenant)"),
            Arguments.of(
                    "CIT008",
                    "create table p (k int primary key); create table c (k int references p);"
                            + " select create_distributed_table('c', 'k')"),
            Arguments.of("CIT009", "do $$ begin perform create_distributed_table_concurrently('t', 'k'); end $$"),
            Arguments.of(
                    "CIT011",
                    COUNTRY + "create table a (id int generated always as identity, c text);"
                            + " alter table a add constraint f foreign key (c) references app.country"),
            Arguments.of("CIT014", "create table t (k int not null); select create_distributed_table('t', 'k')"),
            Arguments.of(
                    "CIT015",
                    "create table p (k int not null); create table c () inherits (p);"
                            + " select create_distributed_table('p', 'k')"),
            Arguments.of(
                    "CIT015",
                    "create table p (k int, d int) partition by range (d); create table q partition of p"
                            + " default partition by range (k); select create_distributed_table('p', 'k')"),
            Arguments.of("CIT016", "select * from orders_102008"),
            Arguments.of("CIT016", "select citus_move_shard_placement(102009, 'a', 1, 'b', 2)"),
            Arguments.of(
                    "CIT019",
                    "do $$ begin if exists (select 1 from pg_dist_partition where logicalrelid = 't'::regclass)"
                            + " then return; end if; end $$"),
            Arguments.of(
                    "CIT104",
                    ORDERS + "alter table app.orders add constraint f foreign key (tenant, id)"
                            + " references app.orders on update cascade not valid"),
            Arguments.of(
                    "CIT104",
                    "create table c (t int, p int, foreign key (t, p) references q (t, p) on delete set null (p))"),
            Arguments.of("CIT106", "alter table t add column x int constraint f references u (id)"),
            Arguments.of("CIT112", "alter table t add column x int references u (id)"),
            Arguments.of("CIT115", "select set_config('citus.allow_unsafe_constraints', 'on', true)"),
            Arguments.of(
                    "CIT201",
                    "set lock_timeout = '1s'; set citus.propagate_set_commands to local; alter table t add x int"),
            Arguments.of("CIT201", "begin; set local lock_timeout = '1s'; alter table t add x int; commit"),
            Arguments.of("CIT204", "drop index concurrently i"),
            Arguments.of("CIT207", "delete from pg_catalog.pg_dist_node"),
            Arguments.of(
                    "CIT207", "with x as (update pg_dist_placement set shardstate = 1 returning 1) select * from x"),
            Arguments.of("CIT208", "select run_command_on_workers($cmd$ create extension x $cmd$)"),
            Arguments.of("CIT209", ORDERS + "alter table app.orders alter id add generated always as identity"),
            Arguments.of(
                    "CIT209",
                    "create table t (k int not null, n bigserial); select create_distributed_table('t', 'k');"
                            + " alter sequence t_n_seq restart"),
            Arguments.of("CIT210", ORDERS + "alter table app.orders drop column tenant"),
            Arguments.of("CIT211", "alter table t add column x timestamptz default current_timestamp"),
            Arguments.of("CIT212", ORDERS + "alter table app.orders cluster on orders_pkey"),
            Arguments.of("CIT213", COUNTRY + "create rule r as on insert to app.country do instead nothing"),
            Arguments.of("CIT213", ORDERS + "alter table app.orders disable trigger all"),
            Arguments.of("CIT216", "truncate t restart identity"),
            Arguments.of("CIT217", "select alter_distributed_table('app.t', 'customer')"),
            Arguments.of("CIT219", "select 't'::text, create_reference_table('t')"),
            Arguments.of("CIT219", "select 1 from pg_class where relname = 't'"),
            Arguments.of("CIT301", ORDERS + "update app.orders set (code, tenant) = ('a', $1) where id = 1"),
            Arguments.of(
                    "CIT301",
                    ORDERS + "update app.orders o set tenant = c.tenant from app.customer c where c.code = o.code"),
            Arguments.of("CIT301", ORDERS + "update app.orders o set tenant = c.id + o.tenant from c"),
            Arguments.of(
                    "CIT301",
                    ORDERS + "update app.orders set (code, tenant) = (select code, tenant from app.customer)"),
            Arguments.of(
                    "CIT301",
                    ORDERS + "insert into app.orders (tenant, id) values (1, 2) on conflict (tenant, id)"
                            + " do update set tenant = other.tenant"),
            Arguments.of("CIT302", "update t set x = r.x from r where r.id = t.id"),
            Arguments.of(
                    "CIT302",
                    "do $$ declare c int; begin for r in select 1 loop update t set x = 1 where t.y = t.z; end loop; end $$"),
            Arguments.of("CIT302", "delete from t"),
            Arguments.of("CIT304", "update t set id = gen_random_uuid() where id is null and k = 1"),
            Arguments.of(
                    "CIT305",
                    ORDERS + "update app.orders set code = 'x' where tenant = $1 and id in"
                            + " (select id from app.orders where code = 'y' for update skip locked)"),
            Arguments.of("CIT307", ORDERS + "select * from app.orders where tenant = (select id from app.t limit 1)"),
            Arguments.of("CIT310", "do $$ begin perform pg_sleep(3); end $$"),
            Arguments.of(
                    "CIT311",
                    ORDERS + HOME + "begin; select count(*) from app.orders; update app.country set code = 'x'"),
            Arguments.of(
                    "CIT311",
                    ORDERS + HOME + "do $$ begin perform count(*) from app.orders;"
                            + " insert into app.country values ('x'); end $$"),
            Arguments.of("CIT312", "listen done"),
            Arguments.of("CIT313", "update t set x = u.x from t join u using (id) where u.y = 1"),
            Arguments.of("CIT900", "select 'never ends"),
            Arguments.of("CIT900", "alter table t frobnicate"),
            Arguments.of("CIT900", "frobnicate"),
            Arguments.of("CIT900", "create table t (a int, b text frobnicate)"),
            Arguments.of("CIT900", "alter table t add column a int[] frobnicate"),
            Arguments.of("CIT900", "alter table t alter column a type numeric(9, 2) frobnicate"),
            Arguments.of("CIT900", "\\i other.sql"),
            Arguments.of("CIT900", "create function f() returns int language plpython3u as 'return 1'"));

    static final List<Arguments> NOT_FLAGGED = List.of(
            Arguments.of(
                    "CIT900",
                    "create table t (a double precision, b timestamp(3) with time zone, c character varying(9)[], d s.kind,"
                            + " e interval year to month, f int array[4], g \"Kind\" not null, h bit varying storage plain)"),
            Arguments.of("CIT001", "create table s.t (a int); select create_reference_table('s.t')"),
            Arguments.of("CIT003", "select create_distributed_table('s.t', 'a', 'hash', 'none')"),
            Arguments.of("CIT005", ORDERS + "create unique index i on app.orders (code, tenant)"),
            Arguments.of("CIT005", ORDERS + "create index i on app.orders (code)"),
            Arguments.of(
                    "CIT005",
                    "create table t (k int not null, r int4range, exclude using gist (k with =, r with &&));"
                            + " select create_distributed_table('t', 'k')"),
            Arguments.of(
                    "CIT005",
                    ORDERS
                            + "alter table app.orders add constraint c exclude using gist (code with <>, tenant with =)"),
            Arguments.of(
                    "CIT008",
                    "create table p (k int primary key references p); select create_distributed_table('p', 'k')"),
            Arguments.of("CIT009", "begin; commit; select create_distributed_table_concurrently('t', 'k')"),
            Arguments.of(
                    "CIT011",
                    "create table a (id int generated always as identity, t int not null);"
                            + " select create_distributed_table('a', 't')"),
            Arguments.of(
                    "CIT014",
                    "create table t (k int not null); alter table t replica identity full;"
                            + " select create_distributed_table('t', 'k')"),
            Arguments.of("CIT016", "select * from orders_2026, orders_100000"),
            Arguments.of(
                    "CIT104",
                    "alter table t add constraint f foreign key (a) references u (a) on delete set null not valid"),
            Arguments.of(
                    "CIT106", "create table t (a int references u); alter table t add foreign key (a) references u"),
            Arguments.of("CIT110", "create table t (a int); alter table t add primary key (a)"),
            Arguments.of("CIT111", "create table t (a int); alter table t add b int, add constraint c check (a > 0)"),
            Arguments.of("CIT201", "create table t (a int); alter table t add b int"),
            Arguments.of("CIT203", "create table t (a int); create index on t (a)"),
            Arguments.of("CIT206", "create table t (a int); alter table t alter a set not null"),
            Arguments.of("CIT207", "update orders set pg_x = 1 where id = 2"),
            Arguments.of("CIT208", "select run_command_on_workers('show server_version')"),
            Arguments.of("CIT211", "alter table t add column x text default 'now()'"),
            Arguments.of("CIT217", "select alter_distributed_table('app.t', null, 16)"),
            Arguments.of("CIT219", "set search_path = app; select create_reference_table('t')"),
            Arguments.of(
                    "CIT301",
                    ORDERS + "insert into app.orders (tenant, id) values (1, 2) on conflict (tenant, id)"
                            + " do update set tenant = excluded.tenant"),
            Arguments.of("CIT301", ORDERS + "update app.orders o set tenant = o.tenant, code = 'x' where id = 1"),
            Arguments.of("CIT301", ORDERS + "update app.orders set (code, tenant) = ('x', tenant) where id = 1"),
            Arguments.of(
                    "CIT302",
                    "do $$ declare least int := 1; begin for r in select tenant from t loop"
                            + " update t set x = 1 where tenant = r.tenant; delete from t where id >= least; end loop; end $$"),
            Arguments.of(
                    "CIT302",
                    "update t set x = 1 where (tenant, id) in (select tenant, id from t where x is null limit 100)"),
            Arguments.of("CIT302", "create table t (a int); update t set a = 1"),
            Arguments.of("CIT304", "insert into t (id, at) values (gen_random_uuid(), now())"),
            Arguments.of(
                    "CIT305",
                    ORDERS + "update app.orders set code = 'x' where tenant = $1 and id in"
                            + " (select id from app.orders where tenant = $1 for update skip locked)"),
            Arguments.of(
                    "CIT305",
                    ORDERS + "do $$ declare r record; begin for r in select 1 as tenant loop"
                            + " perform 1 from app.orders where tenant = r.tenant for update; end loop; end $$"),
            Arguments.of("CIT306", ORDERS + "select * from app.orders a join app.orders b using (tenant)"),
            Arguments.of(
                    "CIT306",
                    ORDERS + "select * from app.orders a, app.orders b where a.tenant = $1 and b.tenant = $1"),
            Arguments.of(
                    "CIT308", "insert into t select r.tenant, u from run r, unnest($1::int[]) u where r.tenant = $2"),
            Arguments.of(
                    "CIT311", ORDERS + HOME + "select count(*) from app.orders; update app.country set code = 'x'"),
            Arguments.of(
                    "CIT311",
                    ORDERS + HOME
                            + "begin; select count(*) from app.orders; commit; begin; update app.country set code = 'x'"),
            Arguments.of(
                    "CIT311",
                    ORDERS + HOME + "begin; set local citus.multi_shard_modify_mode = 'sequential';"
                            + " select count(*) from app.orders; update app.country set code = 'x'"),
            Arguments.of(
                    "CIT311",
                    ORDERS + COUNTRY + "begin; select count(*) from app.orders; update app.country set code = 'x'"),
            Arguments.of("CIT313", "update t as x set a = u.a from u where u.id = x.id"),
            Arguments.of("CIT313", "update t as x set a = y.a from t y where y.id = x.parent"),
            Arguments.of("CIT900", "do $$ #variable_conflict use_column\ndeclare x int := 1; begin perform x; end $$"),
            Arguments.of("CIT900", "\\set a b\n\\connect x\nselect 1"),
            Arguments.of(
                    "CIT900",
                    "do $$ declare commit text; insert int; begin commit := 'x'; insert = 1; select 1 into insert; end $$"),
            Arguments.of(
                    "CIT900",
                    "do $$ declare x int := 1; begin for i in 1..3 loop x := x + i; end loop;"
                            + " execute 'alter table t add b int'; end $$"));

    @ParameterizedTest
    @FieldSource("FLAGGED")
    void flags(String rule, String sql) {
        assertThat(rules(sql, null)).contains(rule);
    }

    @ParameterizedTest
    @FieldSource("NOT_FLAGGED")
    void leavesAlone(String rule, String sql) {
        assertThat(rules(sql, null)).doesNotContain(rule);
    }

    @Test
    void namedColumnStandsForTablesThatNobodyDescribed() {
        String sql = "update orders set tenant = 1 where id = 2";

        assertThat(rules(sql, null)).doesNotContain("CIT301");
        assertThat(rules(sql, "tenant")).contains("CIT301");
    }

    @Test
    void laterFileKnowsWhatAnEarlierOneDid() {
        var history = List.of(
                new Source("V1__orders.sql", ORDERS),
                new Source("V2__more.sql", "alter table app.orders drop column tenant"));

        assertThat(new Linter(Known.NOTHING, null).lint(history).findings())
                .filteredOn(finding -> finding.path().equals("V2__more.sql"))
                .extracting(finding -> finding.card().id())
                .contains("CIT210");
    }

    /** Without BEGIN, unless it says that it runs outside of one. */
    @Test
    void fileThatFlywayRunsIsOneTransaction() {
        String sql = ORDERS + HOME + "select count(*) from app.orders; update app.country set code = 'x'";

        assertThat(rules(new Source("V1__a.sql", sql), null)).contains("CIT311");
        assertThat(rules(new Source("V1__a.sql", sql, "executeInTransaction=false", null), null))
                .doesNotContain("CIT311");
    }

    @Test
    void positionsInsideBlocksAreThoseOfTheFile() {
        var report = new Linter(Known.NOTHING, null)
                .lint(List.of(new Source("a.sql", "do $$\nbegin\n  perform pg_sleep(1);\nend $$;\n")));

        assertThat(report.findings()).hasSize(1);
        assertThat(TextFormat.of(report)).startsWith("a.sql:3:11: warning CIT310: ");
    }

    private static List<String> rules(String sql, @Nullable String column) {
        return rules(new Source("a.sql", sql), column);
    }

    private static List<String> rules(Source source, @Nullable String column) {
        var rules = new ArrayList<String>();
        new Linter(Known.NOTHING, column)
                .lint(List.of(source))
                .findings()
                .forEach(finding -> rules.add(finding.card().id()));
        return rules;
    }
}
