package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanText;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that no foreign key and no plain name leads to a tenant: a person is asked, and what stays behind says why. */
class LeftLocalTest extends OnCitus {

    LeftLocalTest() throws SQLException {}

    @BeforeEach
    void create() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table tb_user (no bigint primary key, org_id bigint not null references orgs)",
                "create table credentials (id serial8 primary key, user_id bigint not null, secret text)",
                "create table dag (org_id bigint not null references orgs, id bigint, \"At\" timestamptz,"
                        + " primary key (id, \"At\"))",
                "create table dag_data (dag_id bigint, \"dagAt\" timestamptz, input text,"
                        + " primary key (dag_id, \"dagAt\"))",
                "create table events (id serial8 primary key, entity_type text, entity_id bigint)",
                "insert into orgs select generate_series(1, 5)",
                "insert into tb_user select n, n % 5 + 1 from generate_series(1, 20) n",
                "insert into credentials (user_id) select n % 20 + 1 from generate_series(1, 40) n",
                "insert into dag select n % 5 + 1, n, '2026-01-01' from generate_series(1, 20) n",
                "insert into dag_data select id, \"At\", 'in' from dag",
                "insert into events (entity_type, entity_id) select 'user', n from generate_series(1, 20) n");
    }

    @Test
    void whatNamesSuggestIsAskedAndMovesWhenConfirmed() throws SQLException {
        assertThat(plan(Map.of()).undecided())
                .filteredOn(decision -> decision.kind() == Decision.Kind.TENANT_PATH_AMBIGUOUS)
                .extracting(decision -> decision.id().replace(schema, "s") + " "
                        + decision.options().stream().map(Decision.Option::id).toList())
                .containsExactly(
                        "tenant-path-ambiguous.s.credentials [user_id, leave-local]",
                        "tenant-path-ambiguous.s.dag_data [dag_id+dagAt, leave-local]");

        var plan = plan(Map.of("credentials", "user_id", "dag_data", "dag_id+dagAt"));
        assertThat(plan.undecided()).isEmpty();
        var database = Server.at(cluster.jdbcUrl(), null, null);
        Applier.apply(
                database,
                plan,
                ApplyOptions.defaults()
                        .withLongTransaction(Duration.ofMinutes(30))
                        .confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                Watcher.SILENT);

        var verified = Verifier.verify(database, plan, VerifyOptions.all(), what -> {});
        assertThat(verified).as(verified.toString()).matches(Verification::holds);
        assertThat(value("select count(*) from credentials c join tb_user u using (org_id) where u.no = c.user_id"))
                .isEqualTo("40");
        assertThat(value("select count(*) from dag_data d join dag using (org_id) where dag.id = d.dag_id"))
                .isEqualTo("20");
        assertThat(value("select count(distinct colocationid) from pg_dist_partition where logicalrelid in"
                        + " ('dag_data'::regclass, 'credentials'::regclass, 'orgs'::regclass)"))
                .isEqualTo("1");
        assertThat(Sql.values(
                        connection,
                        "select relname from pg_class where relkind = 'r' and relnamespace = '" + schema
                                + "'::regnamespace and not exists (select 1 from pg_dist_partition where logicalrelid ="
                                + " pg_class.oid)"))
                .containsExactly("events");
    }

    @Test
    void whatIsLeftLocalSaysWhy() {
        var plan = plan(Map.of("credentials", "leave-local", "dag_data", "leave-local"));

        assertThat(plan.undecided()).isEmpty();
        assertThat(PlanText.of(plan).replace(schema, "s"))
                .contains(
                        "local: s.credentials: left on the coordinator by decision",
                        "local: s.dag_data: left on the coordinator by decision",
                        "local: s.events: no tenant, and no table of a tenant refers to it: entity_id refers to rows of"
                                + " several tables, entity_type says which");
    }

    private Plan plan(Map<String, String> ways) {
        var choices = new HashMap<>(Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant"));
        ways.forEach((table, way) -> choices.put("tenant-path-ambiguous." + schema + "." + table, way));
        return Plans.of(connection, schema, "org_id", Plans.BLOCKING, choices);
    }

    private String value(String query) throws SQLException {
        return Sql.value(connection, query);
    }
}
