package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.contract.Await;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Worker processes are killed one after the other at random moments, with many runs under way (FAILURES 1). */
class WorkerKillsTest {

    private static final int KILLS = 3;

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void the_last_worker_finishes_every_run_and_every_step_counts_once() throws Exception {
        Load.createEffects(database);
        // Installs the schema, so that the facts awaited can be asked for.
        Load.open("first", database.jdbcUrl(), database.user(), database.password())
                .close();
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int steps = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            steps += 1 + random.nextInt(Load.STEPS / (KILLS + 1));
            killWhenRecorded(steps);
        }
        assertThat(recorded()).as("steps before the last worker, seed %d", seed).isLessThan(Load.STEPS);

        try (var penstock = Load.open("last", database.jdbcUrl(), database.user(), database.password())) {
            Load.proveThatEachStepCountedOnce(Load.start(penstock), database);
        }
    }

    private void killWhenRecorded(int steps) throws Exception {
        try (var worker =
                ChildJvm.start(MortalWorker.class, database.jdbcUrl(), database.user(), database.password(), "acme")) {
            Await.until(steps + " steps are recorded", () -> recorded() >= steps);
            worker.kill();
        }
    }

    private long recorded() {
        return Load.count(database, "select count(*) from penstock.step");
    }
}
