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
import dev.penstock.citus.journal.Fact;
import dev.penstock.citus.journal.Facts;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of a plan taken back: everything is as it was, and the application's role could insert all along. */
@RequiresCitus
class WayBackTest {

    private static final ApplyOptions OPTIONS =
            Plans.APPLYING.confirming(Set.of("code-names-tenant", "code-writes-tenant"));

    private static final Map<String, String> CHOICES = Map.of(
            "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant",
            "IDENTITY_ONE_WAY", "to-sequence",
            "TRIGGER", "drop",
            "POLICY_SUBQUERY", "drop",
            "WINDOW_WITHOUT_FOREIGN_KEY", "online",
            "WRITABLE_VIEW", "recommended");

    private final CitusCluster cluster = CitusCluster.shared();
    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);
    private final Connection connection = cluster.connect();
    private String schema = "";
    private String role = "";

    WayBackTest() throws SQLException {}

    @BeforeEach
    void create() throws SQLException {
        schema = cluster.schema();
        role = schema + "_app";
        Sql.run(
                connection,
                "set search_path = " + schema + ", public",
                "create role " + role,
                "create table orgs (id bigint primary key)",
                "create table docs (id bigint generated always as identity (start 7 increment 2) primary key,"
                        + " org_id bigint not null references orgs, title text constraint titles check (title <> ''),"
                        + " down bigint generated always as identity (start 5 increment -1 minvalue -90 maxvalue 5 cycle))",
                "create table notes (id bigint primary key, doc_id bigint not null constraint notes_doc references docs"
                        + " on delete cascade, seen int)",
                "create index docs_title on docs (title)",
                "create view titles as select id, title from docs",
                "create view short_titles as select title from titles where length(title) < 9",
                "create materialized view lengths as select id, length(title) from titles",
                "create unique index lengths_id on lengths (id)",
                "create index lengths_length on lengths (length)",
                "create function touch() returns trigger language plpgsql as $$ begin return new; end $$",
                "create trigger touch before update on docs for each row execute function touch()",
                "create trigger idle before insert on docs for each row execute function touch()",
                "create trigger always before delete on docs for each row execute function touch()",
                "alter table docs disable trigger idle, enable always trigger always",
                "create rule kept as on insert to docs where new.title = 'kept' do also select 1",
                "create rule gone as on update to docs where new.title = 'gone' do also select 1",
                "create rule idle as on delete to docs do instead nothing",
                "alter table docs disable rule idle",
                "create policy plain on docs using (true)",
                "create policy asks on notes using (doc_id in (select 1))",
                "comment on table docs is 'a table'",
                "comment on column docs.title is 'a column'",
                "comment on index docs_title is 'an index'",
                "comment on constraint titles on docs is 'a check'",
                "comment on constraint docs_pkey on docs is 'a key'",
                "comment on constraint notes_doc on notes is 'a foreign key'",
                "comment on view titles is 'a view'",
                "comment on view short_titles is 'a view of a view'",
                "comment on materialized view lengths is 'a materialized view'",
                "comment on column lengths.length is 'a column of a materialized view'",
                "comment on index lengths_id is 'its index'",
                "comment on column titles.title is 'a column of a view'",
                "comment on sequence docs_id_seq is 'a sequence'",
                "grant usage on schema " + schema + " to " + role,
                "grant select, insert on docs to " + role,
                "grant select on titles to public",
                "grant select on short_titles, lengths to " + role,
                "grant select on sequence docs_id_seq to public",
                "insert into orgs select generate_series(1, 5)",
                "insert into docs (org_id, title) select n % 5 + 1, 'd' || n from generate_series(1, 40) n",
                "insert into notes select n, 7 + 2 * (n % 40) from generate_series(1, 90) n");
    }

    @AfterEach
    void close() throws SQLException {
        Sql.run(
                connection,
                "reset role",
                "drop schema " + schema + " cascade",
                "drop schema if exists penstock_citus_helpers cascade",
                "drop owned by " + role,
                "drop role " + role);
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingIsAsItWas(boolean online) throws SQLException {
        var before = known();
        var plan = Plans.of(
                connection,
                schema,
                "org_id",
                online ? 0 : Plans.BLOCKING,
                with(CHOICES, Map.of("RULE", "keep-on-coordinator", "rule." + schema + ".docs.gone", "drop")));
        assertThat(plan.undecided()).isEmpty();

        // With the columns' own sequences, before anything has moved.
        assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS.confirming(Set.of()), Watcher.SILENT))
                .hasMessageContaining("PEN-6022");
        assertThat(Sql.value(
                        connection,
                        "select attidentity = '' from pg_attribute where attrelid = 'docs'::regclass"
                                + " and attname = 'id'"))
                .isEqualTo("t");
        assertThat(insert(role)).as("goes on behind the identity").isEqualTo(7 + 2 * 40);
        Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT);
        assertThat(insert(cluster.user())).isEqualTo(7 + 2 * 41);
        assertThat(Sql.value(
                        connection,
                        "select ev_enabled from pg_rewrite where rulename = 'idle'"
                                + " and ev_class = 'docs'::regclass"))
                .isEqualTo("D");
        assertThat(failures(plan)).isEmpty();
        assertThat(Sql.values(
                        connection,
                        "select indexname from pg_indexes where schemaname = '" + schema
                                + "' and tablename = 'lengths' order by 1"))
                .containsExactly("lengths_id", "lengths_length");

        assertThat(Reverser.way(coordinator, plan).end()).isNull();
        Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(Sql.value(
                        connection,
                        "select count(*) from pg_dist_partition where logicalrelid in ('docs'::regclass,"
                                + " 'notes'::regclass, 'orgs'::regclass)"))
                .isEqualTo("0");
        assertThat(known()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(insert(role)).isEqualTo(7 + 2 * 42);
    }

    private long insert(String as) throws SQLException {
        Sql.run(connection, "set role " + as);
        Sql.run(connection, "insert into docs (org_id, title) values (3, 'new')");
        Sql.run(connection, "reset role");
        return Long.parseLong(Sql.value(connection, "select max(id) from docs"));
    }

    private List<String> failures(Plan plan) {
        return Plans.failures(coordinator, plan, VerifyOptions.all());
    }

    private List<String> known() {
        var catalog = CatalogReader.read(connection, ReadOptions.all().withSchemas(List.of(schema)));
        var tables = List.of("orgs", "docs", "notes").stream()
                .map(name -> new QualifiedName(schema, name))
                .toList();
        return Facts.of(catalog, tables).stream()
                .filter(fact -> !fact.kind().equals(Facts.SEQUENCE))
                .map(Fact::toString)
                .toList();
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        var all = new java.util.HashMap<>(some);
        all.putAll(others);
        return all;
    }
}
