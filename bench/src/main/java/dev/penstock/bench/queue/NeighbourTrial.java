package dev.penstock.bench.queue;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.bench.trial.Database;
import dev.penstock.bench.trial.Trials;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * In a JVM of its own: a quiet tenant whose callers each start a run, wait for it and pause, first alone, then beside a noisy tenant
 * with a hundred times as many callers, which do the same; the runs take longer than the worker has slots for.
 */
final class NeighbourTrial {

    private static final int QUIET_CALLERS = 4;
    private static final int NOISE = 100;
    private static final int SLOTS = 64;
    private static final Duration WORK = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Workflow<Integer, Integer> WORKS = Workflow.define(
            "works",
            Integer.class,
            Integer.class,
            (number, run) -> run.step("work", Integer.class, () -> {
                LockSupport.parkNanos(WORK.toNanos());
                return number;
            }));

    private NeighbourTrial() {}

    public static void main(String... arguments) throws Exception {
        var database = new Database(arguments[0], arguments[1], arguments[2]);
        var lap = Duration.ofSeconds(Long.parseLong(arguments[3]));
        try (var penstock = Penstock.connect(database.url(), database.user(), database.password())
                .worker(options -> options.withSlots(SLOTS))
                .register(WORKS)
                .start()) {
            var quiet = penstock.tenant("quiet");
            callers(quiet, QUIET_CALLERS, lap.dividedBy(2), new AtomicBoolean());
            long[] alone = callers(quiet, QUIET_CALLERS, lap, new AtomicBoolean());
            var enough = new AtomicBoolean();
            long[] beside;
            long[] noise;
            try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
                var noisy = background.submit(
                        () -> callers(penstock.tenant("noisy"), QUIET_CALLERS * NOISE, lap.multipliedBy(3), enough));
                LockSupport.parkNanos(lap.dividedBy(4).toNanos());
                beside = callers(quiet, QUIET_CALLERS, lap, new AtomicBoolean());
                enough.set(true);
                noise = noisy.get();
            }
            tell("quiet alone", alone);
            tell("quiet beside", beside);
            tell("noisy", noise);
            Trials.record(
                    "neighbours",
                    "alone_p99_us",
                    Trials.percentile(alone, 99) / 1_000,
                    "beside_p99_us",
                    Trials.percentile(beside, 99) / 1_000,
                    "runs_alone",
                    alone.length,
                    "runs_beside",
                    beside.length,
                    "runs_noise",
                    noise.length);
            Trials.tell(
                    "ratio",
                    "the quiet tenant's p99 is %.2f times what it is alone (target: below 2)",
                    (double) Trials.percentile(beside, 99) / Trials.percentile(alone, 99));
        }
        System.exit(0);
    }

    private static void tell(String who, long[] took) {
        Trials.tell(
                who,
                "%,d runs, p50 %.1f ms, p99 %.1f ms",
                took.length,
                Trials.percentile(took, 50) / 1e6,
                Trials.percentile(took, 99) / 1e6);
    }

    private static long[] callers(Tenant tenant, int number, Duration lap, AtomicBoolean enough) throws Exception {
        long end = System.nanoTime() + lap.toNanos();
        var all = new ArrayList<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> callers = new ArrayList<>();
            for (int at = 0; at < number; at++) {
                callers.add(threads.submit(() -> {
                    var took = new ArrayList<Long>();
                    while (!enough.get() && System.nanoTime() - end < 0) {
                        long begun = System.nanoTime();
                        tenant.start(WORKS, 1).result();
                        took.add(System.nanoTime() - begun);
                        LockSupport.parkNanos(PAUSE.toNanos());
                    }
                    return took;
                }));
            }
            for (var caller : callers) {
                all.addAll(caller.get());
            }
        }
        long[] took = all.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(took);
        return took;
    }
}
