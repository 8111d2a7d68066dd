package dev.penstock.bench.contestant;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Callers that each wait for their run's result before they start the next one, every caller a virtual thread. The load
 * adapts to the contestant, so a slow one is not buried under a backlog it would never have accepted.
 */
final class ClosedLoop {

    /** Does the work of one caller once and says how long each run of it took: one run, or a batch of them. */
    interface Turn {
        long[] take() throws Exception;
    }

    private static final OperatingSystemMXBean JVM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ClosedLoop() {}

    /** A turn that executes one run and times it. */
    static Turn oneRun(Run run) {
        return () -> {
            long start = System.nanoTime();
            run.execute();
            return new long[] {System.nanoTime() - start};
        };
    }

    /** One run from its start to its result. */
    interface Run {
        void execute() throws Exception;
    }

    static Lap lap(Load load, List<Turn> callers) throws Exception {
        var failure = new AtomicReference<@Nullable Throwable>();
        var go = new CountDownLatch(1);
        var tallies = callers.stream().map(Tally::new).toList();
        var threads = new ArrayList<Thread>();
        for (var tally : tallies) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    long deadline = System.nanoTime() + load.millis() * 1_000_000;
                    while (failure.get() == null && System.nanoTime() - deadline < 0) {
                        tally.takeTurn();
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        long cpu = JVM.getProcessCpuTime();
        // Of all threads, ended ones included; a virtual thread's is its carriers'.
        long allocated = THREADS.getTotalThreadAllocatedBytes();
        long start = System.nanoTime();
        go.countDown();
        for (var thread : threads) {
            thread.join();
        }
        long nanos = System.nanoTime() - start;
        cpu = JVM.getProcessCpuTime() - cpu;
        allocated = THREADS.getTotalThreadAllocatedBytes() - allocated;
        var failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a run failed under " + load, failed);
        }
        return Lap.of(tallies.stream().flatMapToLong(Tally::latencies).toArray(), load.steps(), nanos, cpu, allocated);
    }

    /** As many callers as runs in flight, each with one run at a time. */
    static Lap lap(Load load, Run run) throws Exception {
        return lap(
                load,
                IntStream.range(0, load.inFlight()).mapToObj(i -> oneRun(run)).toList());
    }

    private static final class Tally {
        private final Turn turn;
        private final List<long[]> turns = new ArrayList<>();

        Tally(Turn turn) {
            this.turn = turn;
        }

        void takeTurn() throws Exception {
            turns.add(turn.take());
        }

        LongStream latencies() {
            return turns.stream().flatMapToLong(LongStream::of);
        }
    }
}
