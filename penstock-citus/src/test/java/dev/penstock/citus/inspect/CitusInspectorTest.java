package dev.penstock.citus.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

@RequiresCitus
class CitusInspectorTest {

    @Test
    void halfFinishedMigrationIsSeenForWhatItIs() throws SQLException {
        String schema = CitusCluster.shared().schema();
        try (var connection = CitusCluster.shared().connect()) {
            Sql.run(
                    connection,
                    "set search_path = " + schema + ", public",
                    "create table countries (code text primary key)",
                    "create table tenants (id uuid primary key, country text references countries)",
                    "create table orders (tenant uuid references tenants, id bigint, primary key (tenant, id))",
                    "create table done (tenant uuid, id bigint, primary key (tenant, id))",
                    "insert into done select gen_random_uuid(), i from generate_series(1, 100) i",
                    // Refers to a distributed table from a plain one, which Citus accepts and checks only half.
                    "create table late (id bigint primary key, tenant uuid not null, done_id bigint,"
                            + " foreign key (tenant, done_id) references done)",
                    "select create_distributed_table('done', 'tenant')",
                    "select create_reference_table('countries')");
            try {
                var inspection = Inspector.inspect(
                        connection,
                        InspectOptions.defaults().withSchemas(List.of(schema)).withTenant("tenant", null));
                var tables = inspection.classification();

                assertThat(Draft.of(tables, "done").tableClass()).isEqualTo(TableClass.DISTRIBUTED);
                assertThat(Draft.of(tables, "done").notes())
                        .as("rows that create_distributed_table left behind")
                        .anySatisfy(note -> assertThat(note.text()).contains("left in the coordinator's own table"));
                assertThat(Draft.of(tables, "countries").tableClass()).isEqualTo(TableClass.REFERENCE);
                assertThat(Draft.of(tables, "countries").why()).isEqualTo("a reference table already");
                // Both were taken into the metadata when countries became a reference table.
                assertThat(Draft.of(tables, "tenants").tableClass()).isEqualTo(TableClass.READY);
                assertThat(Draft.of(tables, "tenants").table().distribution().autoConverted())
                        .isTrue();
                assertThat(Draft.of(tables, "orders").tableClass()).isEqualTo(TableClass.READY);
                assertThat(Draft.of(tables, "late").tableClass()).isEqualTo(TableClass.READY);
                assertThat(inspection.findings())
                        .as("a join of a plain and a distributed table is answered too")
                        .allSatisfy(finding -> assertThat(finding.notChecked()).isNull());
            } finally {
                Sql.run(connection, "drop schema " + schema + " cascade");
            }
        }
    }
}
