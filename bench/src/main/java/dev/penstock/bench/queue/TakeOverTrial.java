package dev.penstock.bench.queue;

import dev.penstock.Penstock;
import dev.penstock.bench.trial.Database;
import dev.penstock.bench.trial.Trials;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * In a JVM of its own: a worker process holds so many runs, each with one step on record and inside its second, and is
 * killed; how long until a worker beside it has taken them over, and until it has finished them.
 */
final class TakeOverTrial {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int STARTS_AT_ONCE = 2_000;
    private static final String HOLDS = "holds";

    private TakeOverTrial() {}

    private static Workflow<Integer, Integer> fulfil(CountDownLatch go) {
        return Workflow.define("fulfil", Integer.class, Integer.class, (number, run) -> {
            run.step("reserve", Integer.class, () -> number);
            return run.step("ship", Integer.class, () -> {
                go.await();
                return number;
            });
        });
    }

    public static void main(String... arguments) throws Exception {
        var database = new Database(arguments[0], arguments[1], arguments[2]);
        int runs = Integer.parseInt(arguments[3]);
        if (arguments.length > 4) {
            hold(database, runs);
        }
        var victim = new ProcessBuilder(victim(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var survivor = open(database, 1_000, new CountDownLatch(0), "survivor")) {
            awaitHolding(victim);
            long held = unfinished(database);
            Trials.tell("held", "%,d runs by a worker that is killed now, lease %d s", held, LEASE.toSeconds());
            victim.destroyForcibly().waitFor();
            System.exit(recover(database, runs, System.nanoTime()));
        } finally {
            victim.destroyForcibly();
        }
    }

    private static List<String> victim(String... arguments) {
        var command = Trials.jvm(List.of("-Xmx2g"), TakeOverTrial.class);
        command.addAll(List.of(arguments));
        command.add(HOLDS);
        return command;
    }

    private static Penstock open(Database database, int slots, CountDownLatch go, String name) {
        return Penstock.connect(database.url(), database.user(), database.password())
                .worker(options -> options.withWorker(name).withSlots(slots).withLease(LEASE))
                .register(fulfil(go))
                .start();
    }

    /** Never returns: whoever started it kills it. */
    private static void hold(Database database, int runs) throws Exception {
        var penstock = open(database, runs, new CountDownLatch(1), "victim");
        var atOnce = new Semaphore(STARTS_AT_ONCE);
        for (int at = 0; at < runs; at++) {
            int number = at;
            atOnce.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    penstock.tenant("tenant-" + number % 100)
                            .start(fulfil(new CountDownLatch(1)), number, Start.options());
                } finally {
                    atOnce.release();
                }
            });
        }
        atOnce.acquire(STARTS_AT_ONCE);
        while (database.count("select count(*) from penstock.step") < runs) {
            LockSupport.parkNanos(100_000_000);
        }
        System.out.println(HOLDS);
        new CountDownLatch(1).await();
    }

    private static void awaitHolding(Process victim) throws IOException {
        var line = victim.inputReader(StandardCharsets.UTF_8).readLine();
        if (!HOLDS.equals(line)) {
            throw new IllegalStateException("the worker that was to be killed ended by itself: " + line);
        }
    }

    private static int recover(Database database, int runs, long killed) throws Exception {
        while (database.count("select count(*) from penstock.run where epoch = 1 and completed_at is null") > 0) {
            LockSupport.parkNanos(50_000_000);
        }
        double takenOver = (System.nanoTime() - killed) / 1e9;
        Trials.tell("taken over", "all within %.2f s of the kill", takenOver);
        while (unfinished(database) > 0) {
            LockSupport.parkNanos(100_000_000);
        }
        double finished = (System.nanoTime() - killed) / 1e9;
        Trials.tell(
                "finished",
                "%,d runs within %.2f s of the kill, %,.0f runs/s after the take-over",
                runs,
                finished,
                runs / (finished - takenOver));
        long steps = database.count("select count(*) from penstock.step");
        long twice = database.count("select count(*) - count(distinct (tenant, run_id, name)) from penstock.step");
        Trials.tell("records", "%,d of %,d steps, %d doubled", steps, 2L * runs, twice);
        Trials.record(
                "takeover",
                "runs",
                runs,
                "lease_seconds",
                LEASE.toSeconds(),
                "taken_over_seconds",
                takenOver,
                "finished_seconds",
                finished,
                "steps",
                steps,
                "doubled",
                twice);
        return steps == 2L * runs && twice == 0 ? 0 : 1;
    }

    private static long unfinished(Database database) throws Exception {
        return database.count("select count(*) from penstock.run where completed_at is null");
    }
}
