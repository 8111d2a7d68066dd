package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.plan.Plan;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plan that is applied to a database without Citus, which need not have its schemas either. */
class PlainServerTest {

    @Test
    void whatIsMissingIsSaidBeforeAnythingIsTouched() throws SQLException {
        try (var database = TestDatabase.create();
                var connection = database.connect()) {
            var plan = new Plan(
                    Plan.FORMAT,
                    "distribute by tenant",
                    new Plan.Source("shop", 150000, "13.2", "abc"),
                    new Plan.Options(
                            "tenant", "int", List.of("shop"), List.of(), List.of(), List.of(), null, null, 1, 1000),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());
            var server = Server.at(database.jdbcUrl(), database.user(), database.password());
            var before = objects(connection);

            assertThatThrownBy(() -> Applier.apply(server, plan, ApplyOptions.defaults(), Watcher.SILENT))
                    .hasMessageContaining("PEN-6021")
                    .hasMessageContaining("has no Citus")
                    .hasMessageContaining("shared_preload_libraries")
                    .hasMessageContaining("CREATE EXTENSION citus")
                    .hasMessageContaining("citus_add_node");
            var outlook = Applier.outlook(server, plan, ApplyOptions.defaults());

            assertThat(outlook.obstacles())
                    .singleElement()
                    .asString()
                    .contains("has no Citus")
                    .contains("CREATE EXTENSION citus");
            assertThat(objects(connection)).isEqualTo(before);
        }
    }

    private static List<String> objects(Connection connection) throws SQLException {
        return Sql.values(
                connection,
                "select nspname from pg_namespace where nspname not like 'pg_t%' union all"
                        + " select relname from pg_class where oid >= 16384 order by 1");
    }
}
