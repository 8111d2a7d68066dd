package dev.penstock.bench.queue;

import dev.penstock.Penstock;
import dev.penstock.workflow.Workflow;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * In a JVM of its own: so many runs with one recorded step each are left behind by a worker whose lease has run out; how
 * long until another has them all back in the queue, and how long until it has finished them.
 */
final class TakeOverTrial {

    private static final Workflow<Integer, Integer> FULFIL =
            Workflow.define("fulfil", Integer.class, Integer.class, (number, run) -> {
                run.step("reserve", Integer.class, () -> number);
                return run.step("ship", Integer.class, () -> number);
            });

    private TakeOverTrial() {}

    public static void main(String... arguments) throws Exception {
        var database = new Database(arguments[0], arguments[1], arguments[2]);
        int runs = Integer.parseInt(arguments[3]);
        Penstock.connect(database.url(), database.user(), database.password())
                .client()
                .close();
        try (var leftBehind = Objects.requireNonNull(TakeOverTrial.class.getResourceAsStream("left_behind.sql"))) {
            database.execute(new String(leftBehind.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":runs", Integer.toString(runs)));
        }
        long begun = System.nanoTime();
        try (var penstock = Penstock.connect(database.url(), database.user(), database.password())
                .register(FULFIL)
                .start()) {
            Trials.tell("taken over", "%,d runs in %.2f s", runs, (System.nanoTime() - begun) / 1e9);
            while (database.count("select count(*) from penstock.run where state = 'completed'") < runs) {
                LockSupport.parkNanos(50_000_000);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            Trials.tell("finished", "%,d runs in %.2f s, %,.0f runs/s", runs, seconds, runs / seconds);
        }
        long twice = database.count("select count(*) - count(distinct (tenant, run_id, name)) from penstock.step");
        long steps = database.count("select count(*) from penstock.step");
        Trials.tell("records", "%,d of %,d steps, %d doubled", steps, 2L * runs, twice);
        System.exit(steps == 2L * runs && twice == 0 ? 0 : 1);
    }
}
