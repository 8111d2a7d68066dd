package dev.penstock.bench;

import dev.penstock.bench.contestant.ContestantProcess;
import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.contestant.Setting;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Tuned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The number of connections that suits DBOS best, found by trying: at each load on its own, and over all loads. A peer
 * shall lose to Penstock, not to a pool of the wrong size.
 */
final class DbosTuning {

    private static final List<Integer> CONNECTIONS = List.of(8, 16, 32, 64);

    /** Loads between those of the plan, one of which may suit DBOS better than any of them. */
    private static final List<Integer> FURTHER_LOADS = List.of(16, 64, 128);

    private static final long LAP_MILLIS = 1_500;
    private static final long WARM_MILLIS = 500;

    private final List<Tuned> laps;
    private final int fixed;
    private int present;

    private DbosTuning(List<Tuned> laps, int fixed) {
        this.laps = laps;
        this.fixed = fixed;
        present = fixed;
    }

    /** No search: this many connections at every load. */
    static DbosTuning fixed(int connections) {
        return new DbosTuning(List.of(), connections);
    }

    /** Makes the setting for a contestant with so many connections. */
    interface Settings {
        Setting with(Entrant entrant, int connections);
    }

    static DbosTuning search(ContestantProcess dbos, Settings settings, Plan plan, Progress progress) {
        var loads = new TreeSet<>(FURTHER_LOADS);
        plan.inFlight().stream().filter(inFlight -> inFlight > 1).forEach(loads::add);
        var laps = new ArrayList<Tuned>();
        int last = 0;
        for (int connections : CONNECTIONS) {
            dbos.open(settings.with(Entrant.DBOS, connections));
            last = connections;
            for (int inFlight : loads) {
                progress.now("tuning DBOS: " + connections + " connections, " + inFlight + " in flight");
                var lap = dbos.lap(new Load(inFlight, plan.steps(), LAP_MILLIS));
                laps.add(new Tuned(connections, inFlight, lap.stepsPerSecond()));
            }
        }
        var tuning = new DbosTuning(List.copyOf(laps), 0);
        tuning.present = last;
        return tuning;
    }

    List<Tuned> laps() {
        return laps;
    }

    Optional<Integer> bestInFlight() {
        return laps.stream()
                .max(Comparator.comparingDouble(Tuned::stepsPerSecond))
                .map(Tuned::inFlight);
    }

    /** Opened anew, its connections and their plans are made in a lap that does not count. */
    void adapt(ContestantProcess dbos, Settings settings, Load load) {
        int wanted = connectionsFor(load.inFlight());
        if (wanted != present) {
            dbos.open(settings.with(Entrant.DBOS, wanted));
            present = wanted;
            dbos.lap(new Load(load.inFlight(), load.steps(), WARM_MILLIS));
        }
    }

    /** The best of the nearest load that was tried. */
    private int connectionsFor(int inFlight) {
        return laps.stream()
                .min(Comparator.comparingInt((Tuned t) -> Math.abs(t.inFlight() - inFlight))
                        .thenComparing(Comparator.comparingDouble(Tuned::stepsPerSecond)
                                .reversed()))
                .map(Tuned::connections)
                .orElse(fixed);
    }

    /** The set-up's facts, with the number of connections at each load that was tried. */
    Map<String, String> describe(Map<String, String> facts) {
        if (laps.isEmpty()) {
            return facts;
        }
        var described = new TreeMap<>(facts);
        described.put(
                "connections",
                laps.stream()
                        .map(Tuned::inFlight)
                        .distinct()
                        .sorted()
                        .map(inFlight -> connectionsFor(inFlight) + " at " + inFlight)
                        .collect(Collectors.joining(", ")));
        return described;
    }
}
