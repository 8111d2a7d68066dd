package dev.penstock.bench.queue;

import dev.penstock.bench.trial.Database;
import dev.penstock.bench.trial.Trials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * In a JVM of its own: jobs end to end, from the first enqueue until the database knows the last as finished, enqueued by
 * sixteen threads; then probes of an idle worker, from the return of the enqueue until the job is executed.
 */
final class QueueTrial {

    private static final int ENQUEUERS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = 10_000_000;

    private final QueuePeer peer;
    private int next;

    private QueueTrial(QueuePeer peer) {
        this.peer = peer;
    }

    public static void main(String... arguments) throws Exception {
        var database = new Database(arguments[0], arguments[1], arguments[2]);
        var contestant = QueueContestant.valueOf(arguments[3]);
        int jobs = Integer.parseInt(arguments[4]);
        int probes = Integer.parseInt(arguments[5]);
        try (var peer = contestant.open(database)) {
            var trial = new QueueTrial(peer);
            trial.warmUp(Math.max(1, jobs / 10));
            double perSecond = trial.endToEnd(jobs);
            var pickUps = trial.pickUps(probes);
            Trials.record(
                    "queues",
                    "contestant",
                    contestant.id(),
                    "jobs_per_second",
                    perSecond,
                    "pick_up_p50_us",
                    Trials.percentile(pickUps, 50) / 1_000,
                    "pick_up_p99_us",
                    Trials.percentile(pickUps, 99) / 1_000,
                    "set_up",
                    peer.setUp());
            Trials.tell(
                    contestant.id(),
                    "jobs/s %.0f | idle pick-up p50 %.1f ms, p99 %.1f ms, max %.1f ms | %s",
                    perSecond,
                    Trials.percentile(pickUps, 50) / 1e6,
                    Trials.percentile(pickUps, 99) / 1e6,
                    Trials.percentile(pickUps, 100) / 1e6,
                    peer.setUp());
        }
        System.exit(0);
    }

    /** For as long as compilers need, however many jobs that are: the same time for all contestants. */
    private void warmUp(int jobs) throws Exception {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < WARM_UP.toNanos()) {
            endToEnd(jobs);
        }
    }

    private double endToEnd(int jobs) throws Exception {
        long before = peer.finished();
        int first = next;
        next += jobs;
        var number = new AtomicInteger(first);
        long begun = System.nanoTime();
        try (var enqueuers = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Boolean>>();
            for (int at = 0; at < ENQUEUERS; at++) {
                all.add(enqueuers.submit(() -> {
                    for (int job = number.getAndIncrement(); job < first + jobs; job = number.getAndIncrement()) {
                        peer.enqueue(job);
                    }
                    return true;
                }));
            }
            for (var each : all) {
                each.get();
            }
        }
        while (Jobs.executed() < first + jobs) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        while (peer.finished() - before < jobs) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return jobs * 1e9 / (System.nanoTime() - begun);
    }

    private long[] pickUps(int probes) throws Exception {
        var random = new Random(7);
        var pickUps = new long[probes];
        for (int at = 0; at < probes; at++) {
            // So that the probe meets no rhythm of the poll, and an idle worker.
            LockSupport.parkNanos(700_000_000L + random.nextInt(600_000_000));
            int job = next++;
            peer.enqueue(job);
            long enqueued = System.nanoTime();
            while (Jobs.executedAt(job) == 0) {
                LockSupport.parkNanos(100_000);
            }
            pickUps[at] = Math.max(0, Jobs.executedAt(job) - enqueued);
        }
        Arrays.sort(pickUps);
        return pickUps;
    }
}
