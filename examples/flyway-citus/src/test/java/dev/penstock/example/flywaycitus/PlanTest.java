package dev.penstock.example.flywaycitus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/** Makes the plan of V4 anew, as {@code penstock citus plan} does; only when told where to write it. */
@RequiresCitus
class PlanTest {

    private static final String OUT = "penstock.example.plan";

    @Test
    void planIsMadeFromTheTablesAsTheyStandBeforeIt() throws SQLException {
        String out = System.getProperty(OUT);
        assumeTrue(out != null, "set -D" + OUT + "=FILE to make the plan of V4 anew");
        String production = CitusCluster.shared().jdbcUrl();
        try (var connection = CitusCluster.shared().connect()) {
            Migrate.to(production, MigrationVersion.fromVersion("3"));
            var inspection = Inspector.inspect(
                    connection,
                    InspectOptions.defaults().withSchemas(List.of("app")).withTenant("tenant", null));
            var options = new Plan.Options(
                    "tenant",
                    "uuid",
                    List.of("app"),
                    List.of(new QualifiedName("app", "invoice"), new QualifiedName("app", "invoice_line")),
                    List.of(),
                    List.of(),
                    new QualifiedName("app", "project"),
                    null,
                    256L << 20,
                    5_000);
            var plan = Planner.plan(inspection, options, new Choices(Map.of("FOREIGN_KEY_LOST", "recommended")));

            PlanFile.write(plan, Path.of(String.valueOf(out)));
            assertThat(plan.undecided()).isEmpty();
        } finally {
            Databases.run(production, "drop schema if exists app cascade");
        }
    }
}
