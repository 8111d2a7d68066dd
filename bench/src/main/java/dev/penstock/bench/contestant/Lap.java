package dev.penstock.bench.contestant;

import java.util.Arrays;

/**
 * What one lap did. {@code nanos} goes from the first start to the last finish, so no run is counted in part;
 * {@code cpuNanos} is the processor time of the contestant's own JVM.
 */
public record Lap(long runs, long steps, long nanos, long p50Nanos, long p99Nanos, long maxNanos, long cpuNanos) {

    public double runsPerSecond() {
        return runs * 1e9 / nanos;
    }

    public double stepsPerSecond() {
        return steps * 1e9 / nanos;
    }

    static Lap of(long[] latencies, int stepsPerRun, long nanos, long cpuNanos) {
        if (latencies.length == 0) {
            throw new IllegalStateException("not one run finished in the lap");
        }
        var sorted = latencies.clone();
        Arrays.sort(sorted);
        return new Lap(
                sorted.length,
                (long) sorted.length * stepsPerRun,
                nanos,
                atRank(sorted, 0.50),
                atRank(sorted, 0.99),
                sorted[sorted.length - 1],
                cpuNanos);
    }

    /** Nearest rank: the smallest latency that at least this share of the runs did not exceed. */
    private static long atRank(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
