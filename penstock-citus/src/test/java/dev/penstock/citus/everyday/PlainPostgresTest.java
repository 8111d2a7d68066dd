package dev.penstock.citus.everyday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.postgres.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PlainPostgresTest {

    @Test
    void migrationsNeedNotAskWhereTheyAre() throws SQLException {
        try (var database = TestDatabase.create();
                var connection = database.connect()) {
            Sql.run(
                    connection,
                    "create table \"Order\" (id int primary key, \"Code\" text)",
                    "insert into \"Order\" values (1, 'x')");
            var table = CitusTable.of(connection, "public.\"Order\"");

            assertThat(table.state()).isEqualTo(DistributionState.PLAIN);
            assertThat(table.stranded()).isEmpty();
            table.emptyStranded();
            table.setNotNull("Code");
            assertThat(Sql.value(connection, "select count(*) from \"Order\"")).isEqualTo("1");
            assertThatThrownBy(() -> Sql.run(connection, "insert into \"Order\" values (2, null)"))
                    .hasMessageContaining("not-null");
            assertThat(Standing.of(connection)).isEqualTo(new Standing(Standing.Kind.PLAIN, null));
            assertThatThrownBy(() -> CitusCommands.onNodes(connection, "select 1"))
                    .hasMessageContaining("PEN-6043");
            assertThatThrownBy(() -> table.setNotNull("none"))
                    .hasMessageContaining("PEN-6008")
                    .hasMessageContaining("has no column none");
        }
    }
}
