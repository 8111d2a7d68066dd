package dev.penstock.bench.report;

import dev.penstock.bench.contestant.Entrant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A contestant at one load: the medians of its laps, and the range of its speed. */
public record Standing(
        Entrant entrant,
        int inFlight,
        double runsPerSecond,
        double stepsPerSecond,
        double slowestStepsPerSecond,
        double fastestStepsPerSecond,
        double p50Millis,
        double p99Millis,
        double clientMicrosPerStep,
        OptionalDouble serverMicrosPerStep) {

    static Standing of(List<Measured> laps) {
        var first = laps.getFirst();
        var speeds = laps.stream().mapToDouble(m -> m.lap().stepsPerSecond()).summaryStatistics();
        return new Standing(
                first.entrant(),
                first.load().inFlight(),
                median(laps, m -> m.lap().runsPerSecond()),
                median(laps, m -> m.lap().stepsPerSecond()),
                speeds.getMin(),
                speeds.getMax(),
                median(laps, m -> m.lap().p50Nanos() / 1e6),
                median(laps, m -> m.lap().p99Nanos() / 1e6),
                median(laps, m -> m.lap().cpuNanos() / 1e3 / m.lap().steps()),
                laps.stream().allMatch(m -> m.serverCpuNanos().isPresent())
                        ? OptionalDouble.of(median(
                                laps,
                                m -> m.serverCpuNanos().orElse(0)
                                        / 1e3
                                        / m.lap().steps()))
                        : OptionalDouble.empty());
    }

    private static double median(List<Measured> laps, ToDoubleFunction<Measured> value) {
        var sorted = laps.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
