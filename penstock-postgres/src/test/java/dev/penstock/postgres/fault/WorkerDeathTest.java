package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.Start;
import dev.penstock.step.StepRecord;
import dev.penstock.store.StoreSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker process dies at each of its dangerous moments, and another finishes its run (FAILURES 1 and 5). */
class WorkerDeathTest {

    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void createEffects() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table effect (id bigint generated always as identity, what text)");
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void its_successor_finishes_the_run_with_every_step_recorded_once(CrashPoint point) throws Exception {
        die(point);

        var source = new StoreSource.Url(database.jdbcUrl(), database.user(), database.password());
        var workflow = Victim.workflow(source, CrashPoint.NEVER);
        try (var penstock = Penstock.connect(source.url(), source.user(), source.password())
                .worker(options -> Victim.options("successor"))
                .register(workflow)
                .start()) {
            var handle =
                    penstock.tenant(Victim.TENANT).start(workflow, Victim.ORDER, Start.idempotencyKey(Victim.ORDER));

            assertThat(handle.result(Duration.ofSeconds(20))).isEqualTo("hold order-7, ship order-7, mail order-7");
            assertThat(handle.steps())
                    .extracting(StepRecord::key)
                    .extracting(Object::toString)
                    .containsExactly("reserve", "ship", "sleep", "mail");
        }
        var effects = effects();
        assertThat(effects.get("ship"))
                .as("an effect in the transaction of its step")
                .isEqualTo(1);
        assertThat(effects.get("reserve"))
                .as("an effect outside is repeated only when its process died between effect and record")
                .isEqualTo(diedWithReserveUnrecorded(point) ? 2 : 1);
    }

    private static boolean diedWithReserveUnrecorded(CrashPoint point) {
        return point == CrashPoint.AFTER_STEP_EFFECT || point == CrashPoint.BEFORE_STEP_ROW;
    }

    private void die(CrashPoint point) throws IOException, InterruptedException {
        try (var victim =
                ChildJvm.start(Victim.class, database.jdbcUrl(), database.user(), database.password(), point)) {
            assertThat(victim.exitsWithin(Duration.ofSeconds(60)))
                    .as("the victim dies")
                    .isTrue();
            assertThat(victim.exitStatus()).as("the victim dies at " + point).isEqualTo(137);
        }
    }

    private Map<String, Integer> effects() throws SQLException {
        var effects = new TreeMap<String, Integer>();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select what, count(*) from effect group by what")) {
            while (rows.next()) {
                effects.put(rows.getString(1), rows.getInt(2));
            }
        }
        return effects;
    }
}
