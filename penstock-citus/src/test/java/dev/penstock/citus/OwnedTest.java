package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Decision.Kind;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that have no reference to a tenant, but to which one row of a tenant refers: settings, contents. */
class OwnedTest extends OnCitus {

    private static final Set<String> BEFORE = Set.of("code-names-tenant", "code-writes-tenant");
    private static final Set<String> ALL =
            Set.of("code-names-tenant", "code-writes-tenant", "code-writes-tenant-of-owned");

    OwnedTest() throws SQLException {}

    @BeforeEach
    void create() throws SQLException {
        Sql.run(
                connection,
                "create table settings (id bigint primary key, color text)",
                "create table orgs (id bigint primary key, settings_id bigint not null unique references settings)",
                "create table contents (id bigint primary key, body text)",
                "create table files (id bigint primary key, org_id bigint not null references orgs, content_id bigint"
                        + " unique references contents on delete cascade)",
                "insert into settings values (1, 'red'), (2, 'blue')",
                "insert into orgs values (1, 1), (2, 2)",
                "insert into contents select i, 'text ' || i from generate_series(1, 21) i",
                "insert into files select i, i % 2 + 1, i from generate_series(1, 20) i");
    }

    @Test
    void theyMoveWithTheirOwners() throws SQLException {
        assertThat(plan(Map.of()).undecided())
                .filteredOn(decision -> decision.kind() == Kind.TENANT_PATH_AMBIGUOUS)
                .as("nobody is told afterwards that the application must write the tenant")
                .hasSize(2);
        var plan = plan(Map.of("TENANT_PATH_AMBIGUOUS", "owner", "ROWS_WITHOUT_TENANT", "quarantine"));
        assertThat(plan.undecided()).isEmpty();
        var database = Server.at(cluster.jdbcUrl(), null, null);

        assertThatThrownBy(() ->
                        Applier.apply(database, plan, ApplyOptions.defaults().confirming(BEFORE), Watcher.SILENT))
                .hasMessageStartingWith("PEN-6022")
                .hasMessageContaining("--confirm code-writes-tenant-of-owned");
        // An application that does not know of the tenant yet.
        Sql.run(connection, "insert into contents values (22, 'late')", "insert into files values (22, 1, 22)");
        Applier.apply(database, plan, ApplyOptions.defaults().confirming(ALL), Watcher.SILENT);

        assertThat(Sql.values(
                        connection,
                        "select org_id || ': ' || count(*) || ' of ' || count(distinct f.id) from contents c join files f"
                                + " using (org_id) where f.content_id = c.id group by org_id order by 1"))
                .containsExactly("1: 11 of 11", "2: 10 of 10");
        assertThat(Sql.values(connection, "select org_id || ' ' || color from settings order by 1"))
                .containsExactly("1 red", "2 blue");
        assertThat(Sql.values(connection, "select id from " + Sql.quarantine(connection, schema, "contents")))
                .as("nobody's")
                .containsExactly("21");
        assertThat(Verifier.verify(database, plan, VerifyOptions.all(), what -> {})
                        .checks())
                .flatExtracting(Check::failures)
                .isEmpty();
    }

    @Test
    void theyMayBeCopiedToEveryNodeInstead() {
        var plan = plan(Map.of("TENANT_PATH_AMBIGUOUS", "reference"));

        assertThat(plan.tables())
                .filteredOn(table -> table.fate() == Plan.Fate.REFERENCE)
                .extracting(table -> table.table().name())
                .containsExactlyInAnyOrder("contents", "settings");
    }

    private Plan plan(Map<String, String> choices) {
        var all = new TreeMap<>(
                Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant", "WINDOW_WITHOUT_FOREIGN_KEY", "blocking"));
        all.putAll(choices);
        return Plans.of(connection, schema, "org_id", Plans.BLOCKING, all);
    }
}
