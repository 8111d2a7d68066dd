package dev.penstock.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.everyday.LogicalSchema;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Base migrations everywhere, those of Citus between them on a cluster. */
class TwoLocationsTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void plainPostgresGetsTheBaseAlone() throws SQLException {
        try (var scene = written(Scene.plain(folder))) {
            scene.migrate();
            scene.migrate();

            assertThat(scene.history()).containsExactly("1", "3", "5");
        }
    }

    @Test
    @RequiresCitus
    void clusterGetsBothInTheOrderOfTheirVersionsAndTheSameLogicalSchema() throws SQLException {
        try (var cluster = written(Scene.onCitus(folder));
                var plain = Scene.plain(folder)) {
            cluster.migrate();
            plain.migrate();

            assertThat(cluster.history()).containsExactly("1", "2", "3", "5", "6");
            assertThat(cluster.value("select count(*) from ${flyway:defaultSchema}.orders where note = 'none'"))
                    .isEqualTo("40");
            assertThat(
                            cluster.values(
                                    "select partmethod from pg_dist_partition where logicalrelid in"
                                            + " ('${flyway:defaultSchema}.orders'::regclass, '${flyway:defaultSchema}.lines'::regclass)"))
                    .containsExactly("h", "h");
            assertThat(schema(cluster)).isEqualTo(schema(plain)).hasSizeGreaterThan(10);
        }
    }

    @Test
    @RequiresCitus
    void clusterMayBeTreatedAsPlainAndPlainMayBeRefused() throws SQLException {
        try (var cluster = written(Scene.onCitus(folder));
                var plain = Scene.plain(folder)) {
            cluster.migrations().withPresence(Presence.IGNORED).migrate(cluster.flyway());

            assertThat(cluster.history()).containsExactly("1", "3", "5");
            assertThatThrownBy(() ->
                            plain.migrations().withPresence(Presence.REQUIRED).migrate(plain.flyway()))
                    .hasMessageStartingWith("PEN-6043: the database has no Citus");
        }
    }

    /** Flyway alone would say that 2 is not applied, and not why. */
    @Test
    @RequiresCitus
    void locationThatCameLaterIsNamedUnlessOutOfOrder() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).base("V3__note.sql", "select 3;");
            scene.flyway().load().migrate();
            scene.citus("V2__distribute.sql", Scene.DISTRIBUTE);

            assertThatThrownBy(scene::migrate)
                    .hasMessageContaining("PEN-6055: V2__distribute.sql of the Citus location came after")
                    .hasMessageContaining("outOfOrder=true");
            assertThatThrownBy(() -> scene.migrations().migrate(scene.flyway().validateOnMigrate(false)))
                    .hasMessageContaining("PEN-6055");
            scene.migrations().migrate(scene.flyway().outOfOrder(true));
            assertThat(scene.history()).containsExactly("1", "3", "2");
        }
    }

    /** Flyway marks as deleted what it does not find, and runs it again when it finds it. */
    @Test
    @RequiresCitus
    void repairWithoutTheCitusLocationIsNoticedBeforeItsMigrationsRunAgain() throws SQLException {
        try (var scene = written(Scene.onCitus(folder))) {
            scene.migrate();
            scene.migrations().repair(scene.flyway());
            scene.migrate();
            assertThat(scene.history()).containsExactly("1", "2", "3", "5", "6");

            scene.flyway().load().repair();

            assertThatThrownBy(() -> scene.migrations().migrate(scene.flyway().outOfOrder(true)))
                    .hasMessageContaining("PEN-6057")
                    .hasMessageContaining("CitusMigrations.repair");
            assertThatThrownBy(scene::migrate)
                    .hasMessageContaining("PEN-6057")
                    .hasMessageContaining("DELETE FROM " + scene.schema + ".flyway_schema_history WHERE type = 'DELETE'"
                            + " AND version IN ('2')");
            scene.run("DELETE FROM " + scene.schema + ".flyway_schema_history WHERE type = 'DELETE' AND version IN"
                    + " ('2')");
            scene.migrate();
            assertThat(scene.history()).containsExactly("1", "2", "3", "5", "6");
        }
    }

    /** Flyway looks into all folders of a location, so plain PostgreSQL would have got the Citus migrations too. */
    @Test
    void citusLocationBelowTheBaseIsRefused() throws SQLException {
        try (var scene = written(Scene.plain(folder))) {
            var flyway = scene.flyway().locations("filesystem:" + folder);

            assertThatThrownBy(() -> scene.migrations().migrate(flyway))
                    .hasMessageStartingWith("PEN-6058: the Citus location filesystem:")
                    .hasMessageContaining("lies below filesystem:");
            assertThatThrownBy(() -> CitusMigrations.in("classpath:db/migration/citus")
                            .configure(scene.flyway().locations("classpath:db/migration")))
                    .hasMessageContaining("PEN-6058");
            assertThat(scene.value("select to_regclass('app.flyway_schema_history') is null"))
                    .isEqualTo("t");
        }
    }

    /** So that the names of the two schemas do not count. */
    private static List<String> schema(Scene scene) throws SQLException {
        return LogicalSchema.of(scene.catalog()).stream()
                .map(line -> line.replace(scene.schema + ".", "S."))
                .toList();
    }

    private static Scene written(Scene scene) {
        return scene.base("V1__orders.sql", Scene.ORDERS)
                .citus("V2__distribute.sql", Scene.DISTRIBUTE)
                .base(
                        "V3__note.sql",
                        "alter table ${flyway:defaultSchema}.orders add column note text not null default 'none';")
                .base("V5__lines.sql", """
                        create table ${flyway:defaultSchema}.lines (tenant int, order_id int, line int, primary key (tenant, order_id, line));
                        """)
                .citus("V6__distribute_lines.sql", """
                        select create_distributed_table('${flyway:defaultSchema}.lines', 'tenant', colocate_with => '${flyway:defaultSchema}.orders');
                        select truncate_local_data_after_distributing_table('${flyway:defaultSchema}.lines');
                        """);
    }
}
