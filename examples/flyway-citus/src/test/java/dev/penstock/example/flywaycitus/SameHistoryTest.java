package dev.penstock.example.flywaycitus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Development and production run the same history and end with the same schema. */
class SameHistoryTest {

    private static final String INVOICES = """
            insert into app.invoice (tenant, number, customer, due)
            select md5((i % 7)::text)::uuid, i, 'c' || i, date '2030-01-01' + i from generate_series(1, 200) i;
            insert into app.invoice_line
            select tenant, number, line, 100 * line from app.invoice, generate_series(1, 3) line;
            """;

    private final TestDatabase development = TestDatabase.create();

    @AfterEach
    void close() {
        development.close();
    }

    @Test
    void developmentRunsWhatIsNotOfCitus() throws SQLException {
        Migrate.to(url(), MigrationVersion.LATEST);

        assertThat(Databases.history(url())).containsExactly("1", "3", "5", "6");
    }

    @Test
    @RequiresCitus
    void productionMovesItsInvoicesWithTheirRowsAndBothEndWithTheSameSchema() throws SQLException {
        String production = CitusCluster.shared().jdbcUrl();
        try {
            Migrate.to(production, MigrationVersion.fromVersion("3"));
            Databases.run(production, INVOICES);
            Migrate.to(production, MigrationVersion.LATEST);
            Migrate.to(url(), MigrationVersion.LATEST);

            assertThat(Databases.history(production)).containsExactly("1", "2", "3", "4", "5", "6");
            assertThat(Databases.schema(production)).isEqualTo(Databases.schema(url()));
            assertThat(Databases.values(
                            production,
                            "select table_name::text from public.citus_tables where citus_table_type = 'distributed'"
                                    + " and table_name::text like 'app.%' group by 1 order by 1"))
                    .isEqualTo(List.of("app.invoice", "app.invoice_line", "app.project", "app.task"));
            assertThat(Databases.values(
                            production,
                            "select count(*) || ' ' || sum(cents) from app.invoice join app.invoice_line"
                                    + " using (tenant) where number = invoice_number"))
                    .containsExactly("600 120000");
            assertThat(Databases.values(
                            production,
                            "select count(distinct colocation_id) from public.citus_tables"
                                    + " where citus_table_type = 'distributed' and table_name::text like 'app.%'"))
                    .containsExactly("1");
        } finally {
            Databases.run(
                    production, "drop schema if exists app cascade", "drop schema if exists penstock_citus cascade");
        }
    }

    private String url() {
        return development.jdbcUrl() + "?user=" + development.user() + "&password=" + development.password();
    }
}
