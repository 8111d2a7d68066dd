package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Reverser;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planned, applied, verified and taken back: in between everything is in shards, and in the end as it was. */
class RoundTripTest extends OnCitus {

    private static final Map<String, String> CHOICES = Map.of(
            "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant",
            "TENANT_PATH_AMBIGUOUS", "recommended",
            "WINDOW_WITHOUT_FOREIGN_KEY", "online");

    private static final ApplyOptions OPTIONS =
            Plans.APPLYING.confirming(Set.of("code-names-tenant", "code-writes-tenant"));

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    RoundTripTest() throws SQLException {}

    /** A table refers to one that refers back, twice, and once to itself; no order of them puts parents first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignKeysThatGoInCircles(boolean online) throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id uuid primary key, lead_id bigint)",
                "create table people (id bigserial primary key, org_id uuid not null constraint people_org references orgs,"
                        + " boss_id bigint constraint people_boss references people, team_id bigint)",
                "create table teams (id bigserial primary key, head_id bigint not null constraint teams_head references"
                        + " people on delete cascade)",
                "alter table orgs add constraint orgs_lead foreign key (lead_id) references people",
                "alter table people add constraint people_team foreign key (team_id) references teams deferrable",
                "insert into orgs select cast('00000000-0000-0000-0000-00000000000' || n as uuid) from generate_series(1, 3) n",
                "insert into people (org_id) select id from orgs, generate_series(1, 4)",
                "insert into teams (head_id) select id from people where id % 2 = 0",
                "update orgs o set lead_id = (select min(p.id) from people p where p.org_id = o.id)",
                "update people p set team_id = (select min(t.id) from teams t join people h on h.id = t.head_id"
                        + " where h.org_id = p.org_id), boss_id = (select o.lead_id from orgs o where o.id = p.org_id)");

        there(Plans.of(connection, schema, "org_id", online ? 0 : Plans.BLOCKING, CHOICES), 3);
    }

    /** The tables have the tenant as text, the group that they are to join has it as uuid. */
    @Test
    void aGroupWhoseTenantIsOfAnotherType() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id uuid primary key)",
                "create table done (org_id uuid not null references orgs, id bigint, primary key (org_id, id))",
                "select create_distributed_table('orgs', 'id', colocate_with => 'none')",
                "select create_distributed_table('done', 'org_id', colocate_with => 'orgs')",
                "insert into orgs select cast('00000000-0000-0000-0000-00000000000' || n as uuid) from generate_series(1, 3) n",
                "create table docs (id bigint primary key, org_id text not null, title text)",
                "create table notes (id bigint primary key, doc_id bigint not null constraint notes_doc references docs)",
                "insert into docs select n, '00000000-0000-0000-0000-00000000000' || n % 3 + 1, 'd' from generate_series(1, 30) n",
                "insert into notes select n, n % 30 + 1 from generate_series(1, 60) n");

        there(Plans.of(connection, schema, "org_id", Plans.BLOCKING, CHOICES), 4);
    }

    /** Few tenants that are large: a schema for each, in a shard of its own. */
    @Test
    void wholeSchemas() throws SQLException {
        String other = cluster.schema();
        try {
            for (String each : List.of(schema, other)) {
                Sql.run(
                        connection,
                        "create table " + each + ".orgs (id bigint primary key)",
                        "create table " + each + ".a (org bigint constraint a_org references " + each
                                + ".orgs on delete set null, id bigserial primary key)",
                        "create unique index a_once on " + each + ".a (org) where org > 3",
                        "comment on table " + each + ".a is 'an a'",
                        "insert into " + each + ".orgs values (1)",
                        "insert into " + each + ".a (org) select 1 from generate_series(1, 20)");
            }
            var before = Described.of(connection, other);
            there(schemas(other), 2);
            assertThat(Described.of(connection, other)).isEqualTo(before);

            Sql.run(connection, "alter table " + other + ".orgs alter id add generated by default as identity");
            assertThat(schemas(other).operations())
                    .as("Citus does not bring identity columns back")
                    .extracting(operation -> operation.reversal() instanceof Reversal.Impossible)
                    .containsExactlyInAnyOrder(false, true);
        } finally {
            Sql.run(connection, "drop schema " + other + " cascade");
        }
    }

    private Plan schemas(String other) {
        var schemas = List.of(schema, other);
        var inspection = Inspector.inspect(
                connection, InspectOptions.defaults().withSchemas(schemas).withTenant("org", null));
        return Planner.plan(
                inspection,
                new Plan.Options(
                        "org", "bigint", schemas, List.of(), List.of(), List.of(), null, null, Plans.BLOCKING, 7),
                new Choices(Map.of("LAYOUT", "schemas")));
    }

    /** And back again. */
    private void there(Plan plan, int inShards) throws SQLException {
        assertThat(plan.undecided()).isEmpty();
        var before = Described.of(connection, schema);

        Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(Sql.value(
                        connection,
                        "select count(*) from pg_dist_partition join pg_class c on c.oid = logicalrelid where"
                                + " relnamespace = '" + schema + "'::regnamespace and colocationid > 0"))
                .isEqualTo(Integer.toString(inShards));
        var verified = Verifier.verify(coordinator, plan, VerifyOptions.all().withQuiet(true), what -> {});
        assertThat(verified).as(verified.toString()).matches(Verification::holds);

        var way = Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(way.end()).isNull();
        // The old place of what was copied online goes a little later.
        Sql.run(connection, "call citus_cleanup_orphaned_resources()");
        assertThat(Described.of(connection, schema)).isEqualTo(before);
    }
}
