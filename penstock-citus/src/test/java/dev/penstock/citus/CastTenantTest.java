package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Decision.Kind;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants of types that PostgreSQL compares as another type: Citus validates none of their foreign keys. */
@RequiresCitus
class CastTenantTest {

    private final CitusCluster cluster = CitusCluster.shared();
    private final Connection connection = cluster.connect();
    private String schema = "";

    CastTenantTest() throws SQLException {}

    @BeforeEach
    void open() throws SQLException {
        schema = cluster.schema();
        Sql.run(
                connection,
                "set search_path = " + schema + ", public",
                "create domain " + schema + ".tenant_name as text check (value <> '')");
    }

    @AfterEach
    void close() throws SQLException {
        // Before their type: otherwise Citus asks for a type that is gone.
        Sql.run(connection, "drop table notes, lines, orders, orgs", "drop schema " + schema + " cascade");
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"varchar(21)", "tenant_name", "cidr"})
    void foreignKeysAreCheckedWholeAfterTheMove(String type) throws SQLException {
        create(type);
        var plan = plan(Plans.BLOCKING, Map.of());

        apply(plan);

        assertThat(foreignKeys())
                .containsExactly(
                        "lines_order_fk true", "lines_org_fk true", "notes_line_fk true", "orders_org_fk true");
        assertThat(Sql.values(
                        connection,
                        "select distinct result from run_command_on_shards('lines', $$select string_agg(convalidated::text,"
                                + " ',') from pg_constraint where conrelid = '%s'::regclass and contype = 'f'$$)"))
                .as("on every shard")
                .containsExactly("true,true");
        assertThat(Verifier.verify(Server.at(cluster.jdbcUrl(), null, null), plan, VerifyOptions.all(), what -> {})
                        .checks())
                .flatExtracting(Check::failures)
                .isEmpty();
    }

    @Test
    void whetherLargeTablesAreLockedForItIsDecidedBeforeAnythingIsApplied() throws SQLException {
        create("varchar(21)");

        var open = plan(0, Map.of());
        assertThat(open.undecided())
                .filteredOn(decision -> decision.kind() == Kind.VALIDATION_REFUSED)
                .hasSize(4);
        apply(plan(0, Map.of("VALIDATION_REFUSED", "keep-not-valid")));

        assertThat(foreignKeys())
                .containsExactly(
                        "lines_order_fk false", "lines_org_fk false", "notes_line_fk false", "orders_org_fk false");
    }

    private void create(String type) throws SQLException {
        String value = type.equals("cidr") ? "cidr '10.0.0.0/24'" : "'acme'";
        Sql.run(
                connection,
                "create table orgs (id " + type + " primary key)",
                "create table orders (org " + type + " not null constraint orders_org_fk references orgs, id bigint"
                        + " primary key, state varchar(9))",
                // PostgreSQL writes this one differently once it has read what it wrote.
                "create index on orders (org) where state in ('open', 'late')",
                "create table lines (org " + type
                        + " not null constraint lines_org_fk references orgs, id bigint primary"
                        + " key, order_id bigint constraint lines_order_fk references orders on delete cascade, unique"
                        + " (org, id))",
                "create table notes (org " + type + " not null, id bigint primary key, line_id bigint, constraint"
                        + " notes_line_fk foreign key (org, line_id) references lines (org, id))",
                "insert into orgs values (" + value + ")",
                "insert into orders values (" + value + ", 1)",
                "insert into lines values (" + value + ", 1, 1)",
                "insert into notes values (" + value + ", 1, 1)");
    }

    private List<String> foreignKeys() throws SQLException {
        return Sql.values(
                connection,
                "select conname || ' ' || convalidated from pg_constraint where contype = 'f' and connamespace = '"
                        + schema + "'::regnamespace order by 1");
    }

    private Plan plan(long onlineBytes, Map<String, String> choices) {
        var all = new TreeMap<>(
                Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant", "WINDOW_WITHOUT_FOREIGN_KEY", "blocking"));
        all.putAll(choices);
        return Plans.of(connection, schema, "org", onlineBytes, all);
    }

    private void apply(Plan plan) {
        assertThat(plan.undecided()).isEmpty();
        Applier.apply(
                Server.at(cluster.jdbcUrl(), null, null),
                plan,
                ApplyOptions.defaults().confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                Watcher.SILENT);
    }
}
