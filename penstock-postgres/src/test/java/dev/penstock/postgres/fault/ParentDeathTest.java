package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.Start;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process of a parent dies around the start, the wait for and the end of its child (FAILURES 8). */
class ParentDeathTest {

    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void createEffects() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table effect (what text)");
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_STEP_ROW", "AFTER_STEP_ROW", "AFTER_PARK_ROW", "BEFORE_END_ROW", "AFTER_END_ROW"})
    void its_successor_finds_the_one_child_and_finishes(CrashPoint point) throws Exception {
        die(point);

        try (var penstock = Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .worker(options -> Victim.options("successor"))
                .register(ParentVictim.PARENT, ParentVictim.CHILD)
                .start()) {
            var handle = penstock.tenant(Victim.TENANT)
                    .start(ParentVictim.PARENT, Victim.ORDER, Start.idempotencyKey(Victim.ORDER));

            assertThat(handle.result(Duration.ofSeconds(20))).isEqualTo("packed order-7 and fulfilled");
        }
        assertThat(Load.count(database, "select count(*) from penstock.run")).isEqualTo(2);
        assertThat(Load.count(database, "select count(*) from effect")).isEqualTo(1);
    }

    private void die(CrashPoint point) throws IOException, InterruptedException {
        try (var victim =
                ChildJvm.start(ParentVictim.class, database.jdbcUrl(), database.user(), database.password(), point)) {
            assertThat(victim.exitsWithin(Duration.ofSeconds(60)))
                    .as("the victim dies")
                    .isTrue();
            assertThat(victim.exitStatus()).as("the victim dies at " + point).isEqualTo(137);
        }
    }
}
