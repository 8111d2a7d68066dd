package dev.penstock.bench.contestant;

import java.util.Arrays;
import java.util.List;

/**
 * What one lap did. {@code nanos} goes from the first start to the last finish, so no run is counted in part;
 * {@code cpuNanos} is the processor time of the contestant's own JVM, {@code allocatedBytes} what it allocated on its heap.
 */
public record Lap(
        long runs,
        long steps,
        long nanos,
        long p50Nanos,
        long p99Nanos,
        long maxNanos,
        long cpuNanos,
        long allocatedBytes) {

    public double runsPerSecond() {
        return runs * 1e9 / nanos;
    }

    public double stepsPerSecond() {
        return steps * 1e9 / nanos;
    }

    public double allocatedBytesPerStep() {
        return (double) allocatedBytes / steps;
    }

    static Lap of(long[] latencies, int stepsPerRun, long nanos, long cpuNanos, long allocatedBytes) {
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
                cpuNanos,
                allocatedBytes);
    }

    /** Several that went side by side, as one: its percentiles are those of the slowest. */
    public static Lap together(List<Lap> laps) {
        return new Lap(
                laps.stream().mapToLong(Lap::runs).sum(),
                laps.stream().mapToLong(Lap::steps).sum(),
                laps.stream().mapToLong(Lap::nanos).max().orElseThrow(),
                laps.stream().mapToLong(Lap::p50Nanos).max().orElseThrow(),
                laps.stream().mapToLong(Lap::p99Nanos).max().orElseThrow(),
                laps.stream().mapToLong(Lap::maxNanos).max().orElseThrow(),
                laps.stream().mapToLong(Lap::cpuNanos).sum(),
                laps.stream().mapToLong(Lap::allocatedBytes).sum());
    }

    /** Nearest rank: the smallest latency that at least this share of the runs did not exceed. */
    private static long atRank(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
