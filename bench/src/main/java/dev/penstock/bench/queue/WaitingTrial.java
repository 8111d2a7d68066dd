package dev.penstock.bench.queue;

import dev.penstock.Penstock;
import dev.penstock.bench.trial.Database;
import dev.penstock.bench.trial.Trials;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * In a JVM of its own: so many runs that wait for an hour, and what of the heap is still in use after each tenth of them;
 * then all of them are made due at once, and how fast they finish.
 */
final class WaitingTrial {

    private static final int IN_FLIGHT = 1_000;
    private static final Workflow<Integer, Integer> SLEEP =
            Workflow.define("sleep", Integer.class, Integer.class, (number, run) -> {
                run.sleep(Duration.ofHours(1));
                return number;
            });

    private WaitingTrial() {}

    public static void main(String... arguments) throws Exception {
        var database = new Database(arguments[0], arguments[1], arguments[2]);
        int runs = Integer.parseInt(arguments[3]);
        try (var penstock = Penstock.connect(database.url(), database.user(), database.password())
                .worker(options -> options.withEvictAfter(Duration.ZERO))
                .register(SLEEP)
                .start()) {
            long empty = heapInUse();
            long begun = System.nanoTime();
            for (int tenth = 1; tenth <= 10; tenth++) {
                park(penstock, runs / 10);
                long upTo = (long) runs / 10 * tenth;
                await(database, "waiting", upTo);
                long grown = heapInUse() - empty;
                Trials.record("waiting", "runs", upTo, "heap_growth_bytes", grown);
                Trials.tell("waiting", "%,d runs, heap %+.1f MB", upTo, grown / 1e6);
            }
            Trials.tell("parked", "%,.0f runs/s", runs * 1e9 / (System.nanoTime() - begun));
            // The timer of a sleep is its step's; the run's is only when to look at it.
            database.execute("update penstock.step set due_at = now() where due_at is not null");
            database.execute("update penstock.run set due_at = now() where state = 'waiting'");
            begun = System.nanoTime();
            await(database, "completed", runs / 10 * 10L);
            double woken = runs * 1e9 / (System.nanoTime() - begun);
            Trials.record("waiting", "runs", runs, "woken_per_second", woken);
            Trials.tell("woken", "%,.0f runs/s", woken);
        }
        System.exit(0);
    }

    private static void park(Penstock penstock, int runs) throws InterruptedException {
        var inFlight = new Semaphore(IN_FLIGHT);
        var tenant = penstock.tenant("default");
        for (int at = 0; at < runs; at++) {
            int number = at;
            inFlight.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    tenant.start(SLEEP, number, Start.options());
                } finally {
                    inFlight.release();
                }
            });
        }
        inFlight.acquire(IN_FLIGHT);
    }

    private static void await(Database database, String state, long runs) throws Exception {
        while (database.count("select count(*) from penstock.run where state = '" + state + "'") < runs) {
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static long heapInUse() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
