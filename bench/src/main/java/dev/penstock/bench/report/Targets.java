package dev.penstock.bench.report;

import static dev.penstock.bench.contestant.Entrant.BARE;
import static dev.penstock.bench.contestant.Entrant.DBOS;
import static dev.penstock.bench.contestant.Entrant.PENSTOCK;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;

/** What Penstock promises to reach, as ratios within one measurement. A target without its data is left out. */
final class Targets {

    private static final int LONE_STEPS = 5;

    private final Results results;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Targets(Results results) {
        this.results = results;
    }

    static List<Verdict> judge(Results results) {
        var targets = new Targets(results);
        targets.againstDbos();
        targets.againstTheBareLoop();
        targets.alone();
        return List.copyOf(targets.verdicts);
    }

    private void againstDbos() {
        ratio(
                        results.standing(PENSTOCK, 32),
                        results.standing(DBOS, 32),
                        (a, b) -> a.stepsPerSecond() / b.stepsPerSecond())
                .ifPresent(r -> atLeast("32 in flight: steps/s, DBOS = 1", 6, r, "x"));
        ratio(results.standing(PENSTOCK, 32), results.standing(DBOS, 32), (a, b) -> a.p50Millis() / b.p50Millis())
                .ifPresent(r -> atMost("32 in flight: p50 of a run, DBOS = 1", 0.3, r, "x"));
        ratio(results.standing(PENSTOCK, 1_000), results.best(DBOS), (a, b) -> a.stepsPerSecond() / b.stepsPerSecond())
                .ifPresent(r -> atLeast("1,000 in flight: steps/s, DBOS at its best concurrency = 1", 25, r, "x"));
        ratio(results.standing(PENSTOCK, 1), results.standing(DBOS, 1), (a, b) -> a.p50Millis() / b.p50Millis())
                .ifPresent(r -> atMost("one at a time: p50 of a run, DBOS = 1", 0.5, r, "x"));
    }

    private void againstTheBareLoop() {
        ratio(
                        results.standing(PENSTOCK, 1_000),
                        results.standing(BARE, 1_000),
                        (a, b) -> a.stepsPerSecond() / b.stepsPerSecond())
                .ifPresent(r -> atLeast("1,000 in flight: steps/s, bare loop = 1", 0.6, r, "x"));
    }

    private void alone() {
        var lone = results.cost(PENSTOCK, 1, LONE_STEPS);
        lone.flatMap(c -> boxed(c.statementsPerRun())).ifPresent(n -> atMost("lone 5-step run: statements", 8, n, ""));
        lone.flatMap(c -> boxed(c.commitsPerRun())).ifPresent(n -> atMost("lone 5-step run: commits", 7, n, ""));
    }

    private static Optional<Double> ratio(
            Optional<Standing> ours, Optional<Standing> theirs, ToDoubleBiFunction<Standing, Standing> of) {
        return ours.flatMap(a -> theirs.map(b -> of.applyAsDouble(a, b)));
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private void atLeast(String what, double bound, double found, String unit) {
        verdict(what, ">=", bound, found, unit, found >= bound, 1 - found / bound);
    }

    /** Counts are averages over many runs with a heartbeat between them, hence the hair's breadth. */
    private void atMost(String what, double bound, double found, String unit) {
        verdict(what, "<=", bound, found, unit, found <= bound * 1.005, found / bound - 1);
    }

    private void verdict(
            String what, String sign, double bound, double found, String unit, boolean met, double missedBy) {
        verdicts.add(new Verdict(
                what,
                String.format(Locale.ROOT, "%s %s%s", sign, trimmed(bound), unit),
                found,
                unit,
                met,
                met ? "" : String.format(Locale.ROOT, "by %.0f %%", missedBy * 100)));
    }

    private static String trimmed(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
