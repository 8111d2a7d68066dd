package dev.penstock.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.everyday.LockBudget;
import dev.penstock.citus.lint.rule.Severity;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each trap is met before it closes, and leaves no failed row in the history. */
@RequiresCitus
class GuardTest {

    private static final String CONCURRENTLY =
            "create index concurrently if not exists orders_code on ${flyway:defaultSchema}.orders (code);\n";
    private static final String ONLINE =
            "select create_distributed_table_concurrently('${flyway:defaultSchema}.orders', 'tenant', colocate_with => 'none');\n";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void workerIsRefusedBeforeItIsTakenForAnEmptyDatabase() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).citus("V2__distribute.sql", Scene.DISTRIBUTE);
            scene.migrate();
            String worker = CitusCluster.shared().jdbcUrlOfWorker(0);

            assertThatThrownBy(() -> scene.migrations().migrate(scene.flyway(worker)))
                    .hasMessageStartingWith("PEN-6050: the server is a worker of a Citus cluster")
                    .hasMessageContaining("connect to the coordinator, 127.0.0.1:");
            var configured = scene.migrations().configure(scene.flyway()).baselineOnMigrate(true);
            configured.dataSource(worker, null, null);
            assertThatThrownBy(() -> configured.load().migrate()).hasMessageContaining("PEN-6050");
            try (var connection = CitusCluster.shared().connectToWorker(0);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "select to_regclass('" + scene.schema + ".flyway_schema_history')")) {
                rows.next();
                assertThat(rows.getString(1)).as("a second history").isNull();
            }
        }
    }

    @Test
    void indexIsBuiltConcurrentlyBecauseTheLockIsTheSessions() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS)
                    .citus("V2__distribute.sql", Scene.DISTRIBUTE)
                    .base("V3__index.sql", allowed("CIT204") + CONCURRENTLY);
            scene.migrate();

            assertThat(scene.history()).containsExactly("1", "2", "3");
            assertThat(scene.value("select indisvalid from pg_index where indexrelid = '" + scene.schema
                            + ".orders_code'::regclass"))
                    .isEqualTo("t");
        }
    }

    /** It runs well in a transaction unless it commits, and then the server says so. */
    @Test
    void procedureIsCalledInATransactionAndThatOfCitusIsNot() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).base("V2__fill.sql", """
                    create procedure ${flyway:defaultSchema}.fill() language sql as
                        'update ${flyway:defaultSchema}.orders set code = null';
                    call ${flyway:defaultSchema}.fill();
                    """);
            scene.migrate();
            assertThat(scene.value("select count(code) from ${flyway:defaultSchema}.orders"))
                    .isEqualTo("0");

            scene.citus("V3__clean.sql", "call citus_cleanup_orphaned_resources();\n");
            assertThatThrownBy(scene::migrate).hasMessageContaining("PEN-6052: V3__clean.sql runs in a transaction");
            assertThat(scene.history()).containsExactly("1", "2");
        }
    }

    /** Where somebody set it back, Flyway would hang without an end. */
    @Test
    void lockInATransactionIsRefusedForWhatWouldWaitForIt() throws SQLException {
        try (var scene = Scene.plain(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).base("V3__index.sql", CONCURRENTLY);
            var flyway = scene.migrations().withoutLint().configure(scene.flyway());
            flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(true);

            assertThatThrownBy(() -> flyway.load().migrate())
                    .hasMessageContaining(
                            "PEN-6051: V3__index.sql: create index concurrently if … waits for all transactions");
            assertThat(scene.history()).containsExactly("1");
        }
    }

    @Test
    void onlineDistributionInATransactionIsRefusedAndOutsideOfOneRuns() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).citus("V2__distribute.sql", ONLINE);

            assertThatThrownBy(() -> scene.migrations().withoutLint().migrate(scene.flyway()))
                    .hasMessageContaining("PEN-6052: V2__distribute.sql runs in a transaction")
                    .hasMessageContaining("executeInTransaction=false in V2__distribute.sql.conf");
            scene.citus("V2__distribute.sql.conf", "executeInTransaction=false\n");
            scene.migrate();
            assertThat(scene.history()).containsExactly("1", "2");
        }
    }

    @Test
    void historyStaysLocal() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS)
                    .citus(
                            "V2__distribute.sql",
                            "select create_reference_table('${flyway:defaultSchema}.flyway_schema_history');");

            assertThatThrownBy(() -> scene.migrations().withoutLint().migrate(scene.flyway()))
                    .hasMessageContaining("PEN-6053: V2__distribute.sql distributes Flyway's history");
            scene.citus("V2__distribute.sql", "select citus_schema_distribute('${flyway:defaultSchema}');");
            assertThatThrownBy(() -> scene.migrations().withoutLint().migrate(scene.flyway()))
                    .hasMessageContaining("PEN-6053")
                    .hasMessageContaining("flyway.defaultSchema");
            scene.run("select create_reference_table('${flyway:defaultSchema}.flyway_schema_history')");
            assertThatThrownBy(scene::migrate)
                    .hasMessageContaining(
                            "PEN-6053: Flyway's history " + scene.schema + ".flyway_schema_history is REFERENCE");
        }
    }

    @Test
    void dangerIsRefusedWithItsPlaceUnlessAllowedWithAReason() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            String trigger =
                    "alter table ${flyway:defaultSchema}.orders rename constraint orders_pkey to orders_key;\n";
            scene.base("V1__orders.sql", Scene.ORDERS)
                    .citus("V2__distribute.sql", Scene.DISTRIBUTE)
                    .base("V3__rename.sql", "select 1;\n" + trigger);

            assertThatThrownBy(scene::migrate)
                    .hasMessageContaining("PEN-6054: V3__rename.sql is dangerous on Citus, nothing of it was run")
                    .hasMessageContaining("V3__rename.sql:2:")
                    .hasMessageContaining("CIT113");
            assertThat(scene.history()).containsExactly("1", "2");
            scene.base("V3__rename.sql", allowed("CIT113") + trigger.replace("orders_pkey to orders_key", "x to y"));
            assertThatThrownBy(scene::migrate).hasMessageNotContaining("PEN-6054");
        }
    }

    @Test
    void severityIsChosenAndLintingCanBeLeftOut() throws SQLException {
        try (var scene = Scene.plain(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).base("V3__sleep.sql", "select pg_sleep(0.01);\n");

            assertThatThrownBy(
                            () -> scene.migrations().refusing(Severity.WARNING).migrate(scene.flyway()))
                    .hasMessageContaining("CIT310");
            scene.migrate();
            assertThat(scene.history()).containsExactly("1", "3");
        }
    }

    /** A migration that Flyway finds where the guard cannot look is looked at statement by statement. */
    @Test
    void statementsAreLookedAtWhereTheFileIsNotFound() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).citus("V2__distribute.sql", Scene.DISTRIBUTE);
            scene.migrate();
            var flyway =
                    scene.flyway().resourceProvider(new OneMigration("V7__rename.sql", """
                    select 1;
                    alter table %s.orders rename constraint orders_pkey to orders_key;
                    """.formatted(scene.schema)));

            assertThatThrownBy(() -> scene.migrations()
                            .migrate(flyway.ignoreMigrationPatterns("*:missing")
                                    .locations("filesystem:" + folder.resolve("base"))))
                    .hasMessageContaining("PEN-6054")
                    .hasMessageContaining("CIT113");
        }
    }

    @Test
    void locksOfWorkersAreWaitedForWithinTheBudgetAndTriedAgain() throws SQLException {
        try (var scene = Scene.onCitus(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS).citus("V2__distribute.sql", Scene.DISTRIBUTE);
            scene.migrate();
            scene.base("V3__column.sql", "alter table ${flyway:defaultSchema}.orders add column note text;\n");
            var tries = new Tries();
            try (var writer = CitusCluster.shared().connectToWorker(0)) {
                writer.setAutoCommit(false);
                try (var statement = writer.createStatement()) {
                    statement.execute("update " + scene.schema + ".orders set code = 'y'");
                }
                var hasty = new LockBudget(Duration.ofMillis(100), Duration.ZERO);
                assertThatThrownBy(() -> scene.migrations().withLocks(hasty).migrate(scene.flyway()))
                        .hasMessageContaining("lock timeout");
                assertThat(scene.history()).containsExactly("1", "2");

                var patient = new LockBudget(Duration.ofMillis(100), Duration.ofSeconds(60));
                var migrated = CompletableFuture.runAsync(() -> scene.migrations()
                        .withLocks(patient)
                        .migrate(scene.flyway().callbacks(tries)));
                tries.secondAttempt.join();
                writer.rollback();
                migrated.join();
            }
            assertThat(scene.history()).containsExactly("1", "2", "3");
        }
    }

    /** Its history has a failed row, which is for people: another attempt would only say so, and hide why. */
    @Test
    void migrationOutsideOfTransactionsIsNotTriedAgain() throws SQLException {
        try (var scene = Scene.plain(folder)) {
            scene.base("V1__orders.sql", Scene.ORDERS);
            scene.migrate();
            scene.base("V3__column.sql", """
                            set lock_timeout = '100ms';
                            alter table ${flyway:defaultSchema}.orders add column note text;
                            """).base("V3__column.sql.conf", "executeInTransaction=false\n");
            try (var reader = scene.connect();
                    var statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                statement.execute("lock table " + scene.schema + ".orders in access share mode");
                var patient = new LockBudget(Duration.ofMillis(100), Duration.ofSeconds(60));

                assertThatThrownBy(() -> scene.migrations()
                                .withLocks(patient)
                                .withoutLint()
                                .migrate(scene.flyway()))
                        .hasMessageContaining("lock timeout");
                reader.rollback();
            }
            assertThat(scene.history()).containsExactly("1", "3 failed");
        }
    }

    private static String allowed(String rule) {
        return "-- penstock:allow " + rule + " because it is a test\n";
    }

    /** Tells when a migration begins for the second time. */
    private static final class Tries implements Callback {

        private final CompletableFuture<Boolean> secondAttempt = new CompletableFuture<>();
        private int begun;

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            if (++begun == 2) {
                secondAttempt.complete(true);
            }
        }

        @Override
        public String getCallbackName() {
            return "tries";
        }
    }
}
