package dev.penstock.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.postgres.cluster.RequiresCitus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan as a migration: stopped in the middle, by a failure or by SIGKILL, it goes on. */
@RequiresCitus
class CitusPlanMigrationTest {

    private static final String TABLES = """
            create table ${flyway:defaultSchema}.orders (id int primary key, tenant int not null, code text);
            create table ${flyway:defaultSchema}.lines (id int primary key, order_id int not null references ${flyway:defaultSchema}.orders, qty int);
            insert into ${flyway:defaultSchema}.orders select i, i % 4, 'x' from generate_series(1, 40) i;
            insert into ${flyway:defaultSchema}.lines select i, 1 + i % 40, 1 from generate_series(1, 120) i;
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void planIsCarriedOutAndNotAgain() throws SQLException {
        try (var scene = begun()) {
            var plan = scene.plan();
            var done = new ArrayList<String>();

            scene.migrations().migrate(flyway(scene, plan, done));
            scene.migrations().migrate(flyway(scene, plan, done));

            assertThat(scene.history()).containsExactly("1", "2", "3");
            assertThat(done).isNotEmpty().doesNotHaveDuplicates();
            moved(scene);
        }
    }

    @Test
    void failureSaysRepairAndMigrateGoesOnBehindWhatWasDone() throws SQLException {
        try (var scene = begun()) {
            var plan = scene.plan();
            var before = new ArrayList<String>();
            var after = new ArrayList<String>();
            try (var reader = scene.connect()) {
                reader.setAutoCommit(false);
                var statement = reader.createStatement();
                var first = new V2__Distribute(plan, operation -> {
                    before.add(operation.id());
                    if (before.size() == 3) {
                        read(statement, scene.schema);
                    }
                });

                assertThatThrownBy(
                                () -> scene.migrations().migrate(scene.flyway().javaMigrations(first)))
                        .hasMessageContaining("PEN-6056: V2__Distribute stopped; what is done stays done")
                        .hasMessageContaining("PEN-6023")
                        .hasMessageContaining("Then repair with both locations, by CitusMigrations.repair");
                reader.rollback();
            }
            assertThat(scene.history()).containsExactly("1", "2 failed");
            assertThatThrownBy(() -> scene.migrations().migrate(flyway(scene, plan, after)))
                    .hasMessageContaining("failed migration to version 2")
                    .hasMessageContaining("repair");
            scene.migrations().repair(flyway(scene, plan, after));
            scene.migrations().migrate(flyway(scene, plan, after));

            assertThat(scene.history()).containsExactly("1", "2", "3");
            assertThat(after).isNotEmpty().doesNotContainAnyElementsOf(before);
            moved(scene);
        }
    }

    @Test
    void killedProcessIsContinuedByMigratingAgain() throws SQLException, IOException, InterruptedException {
        try (var scene = begun()) {
            String plan = scene.plan();
            var file = Files.writeString(folder.resolve("plan.yaml"), plan);
            var first = killed(scene, file, 4);
            var done = new ArrayList<String>();

            assertThat(scene.history()).as("what a killed process could note").containsExactly("1");
            scene.migrations().migrate(flyway(scene, plan, done));

            assertThat(done).isNotEmpty().doesNotContain(first);
            assertThat(scene.history()).containsExactly("1", "2", "3");
            moved(scene);
        }
    }

    @Test
    void planThatChangedAfterwardsIsNoticed() throws SQLException {
        try (var scene = begun()) {
            String plan = scene.plan();
            scene.migrations().migrate(flyway(scene, plan, new ArrayList<>()));

            assertThatThrownBy(() -> scene.migrations().migrate(flyway(scene, plan + "# later\n", new ArrayList<>())))
                    .hasMessageContaining("checksum mismatch");
        }
    }

    @Test
    void plainPostgresIsToldWhereTheMigrationBelongs() throws SQLException {
        try (var scene = Scene.plain(folder)) {
            scene.base("V1__tables.sql", TABLES);

            assertThatThrownBy(() -> scene.migrations().migrate(flyway(scene, "# none", new ArrayList<>())))
                    .hasMessageContaining("PEN-6043: V2__Distribute distributes tables, and the database has no Citus");
        }
    }

    /** Where somebody set it back, the plan's indexes would wait for it without an end. */
    @Test
    void lockInATransactionIsRefusedBeforeThePlanBegins() throws SQLException {
        try (var scene = begun()) {
            var done = new ArrayList<String>();
            var flyway = scene.migrations().configure(flyway(scene, scene.plan(), done));
            flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(true);

            assertThatThrownBy(() -> flyway.load().migrate())
                    .hasMessageContaining("PEN-6051: V2__Distribute: a plan waits for all transactions");
            assertThat(done).isEmpty();
        }
    }

    private Scene begun() throws SQLException {
        var scene = Scene.onCitus(folder);
        scene.base("V1__tables.sql", TABLES);
        scene.migrate();
        return scene.base(
                "V3__note.sql",
                "alter table ${flyway:defaultSchema}.orders add column note text not null default '';\n");
    }

    private static FluentConfiguration flyway(Scene scene, String plan, List<String> done) {
        return scene.flyway().javaMigrations(new V2__Distribute(plan, operation -> done.add(operation.id())));
    }

    /** Returns the last operation that was done. */
    private String killed(Scene scene, Path plan, int operations) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        scene.url,
                        scene.schema,
                        folder.toString(),
                        plan.toString(),
                        String.valueOf(operations))
                .redirectError(folder.resolve("said.txt").toFile())
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(Killed.DONE)) {
                    return line.substring(Killed.DONE.length());
                }
            }
            throw new AssertionError("it ended by itself: " + Files.readString(folder.resolve("said.txt")));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void read(java.sql.Statement statement, String schema) {
        try {
            statement.execute("lock table " + schema + ".orders, " + schema + ".lines in access share mode");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void moved(Scene scene) throws SQLException {
        assertThat(scene.values("select partmethod from pg_dist_partition where logicalrelid in"
                        + " ('${flyway:defaultSchema}.orders'::regclass, '${flyway:defaultSchema}.lines'::regclass)"))
                .containsExactly("h", "h");
        assertThat(scene.value("select (select count(*) from ${flyway:defaultSchema}.orders) || ' ' || (select sum(qty)"
                        + " from ${flyway:defaultSchema}.lines)"))
                .isEqualTo("40 120");
    }
}
