package dev.penstock.bench.report;

import dev.penstock.bench.contestant.Entrant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The results as text for people. */
public final class Report {

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Report(Results results) {
        this.results = results;
    }

    public static String of(Results results) {
        var report = new Report(results);
        report.environment();
        report.setUps();
        report.tuning();
        report.standings();
        report.costs();
        report.lone();
        report.verdicts();
        return report.text.toString();
    }

    private void environment() {
        var facts = results.environment();
        text.append("Machine    ")
                .append(String.join(", ", facts.get("os"), facts.get("processors") + " processors"))
                .append(", ")
                .append(facts.get("memory_mb"))
                .append(" MB, load ")
                .append(facts.get("load_average"))
                .append(facts.containsKey("sync_us") ? ", fdatasync " + facts.get("sync_us") + " us" : "")
                .append("\nJava       ")
                .append(facts.get("java"))
                .append(", pgjdbc ")
                .append(facts.get("pgjdbc"))
                .append("\nPostgreSQL ")
                .append(facts.get("server_version"))
                .append(", fsync ")
                .append(facts.get("fsync"))
                .append(", synchronous_commit ")
                .append(facts.get("synchronous_commit"))
                .append(", shared_buffers ")
                .append(facts.get("shared_buffers"))
                .append('\n');
    }

    private void setUps() {
        results.setUps().forEach((entrant, facts) -> {
            text.append(String.format(Locale.ROOT, "%-10s ", entrant.title().split(" ", 2)[0]));
            var sorted = new TreeMap<>(facts);
            sorted.forEach(
                    (name, value) -> text.append(name).append(' ').append(value).append("  "));
            text.append('\n');
        });
    }

    private void tuning() {
        if (results.tuning().isEmpty()) {
            return;
        }
        heading("DBOS in search of its best set-up: steps/s by connections and runs in flight");
        var connections = results.tuning().stream()
                .map(Tuned::connections)
                .distinct()
                .sorted()
                .toList();
        var header = new ArrayList<String>();
        header.add("in flight");
        connections.forEach(c -> header.add(c + " conn"));
        var table = new Table(0, header.toArray(String[]::new));
        for (int inFlight : results.tuning().stream()
                .map(Tuned::inFlight)
                .distinct()
                .sorted()
                .toList()) {
            var row = new ArrayList<String>();
            row.add(whole(inFlight));
            for (int count : connections) {
                row.add(results.tuning().stream()
                        .filter(t -> t.connections() == count && t.inFlight() == inFlight)
                        .findFirst()
                        .map(t -> whole(t.stepsPerSecond()))
                        .orElse("-"));
            }
            table.row(row.toArray(String[]::new));
        }
        text.append(table.text());
    }

    private void standings() {
        var standings = results.standings();
        if (standings.isEmpty()) {
            return;
        }
        int steps = results.laps().getFirst().load().steps();
        long rounds = results.laps().stream().mapToInt(Measured::round).max().orElse(0);
        heading(steps + "-step runs, medians of " + rounds + (rounds == 1 ? " round" : " rounds"));
        var table = new Table(
                2,
                "in flight",
                "contestant",
                "runs/s",
                "steps/s",
                "(lowest-highest)",
                "of Penstock",
                "p50 ms",
                "p99 ms",
                "stmts/run",
                "commits/run",
                "WAL B/step",
                "in pages",
                "CPU us/step client+server");
        int last = 0;
        for (var s : standings) {
            if (s.inFlight() != last) {
                table.gap();
                last = s.inFlight();
            }
            var cost = results.cost(s.entrant(), s.inFlight(), steps);
            table.row(
                    whole(s.inFlight()),
                    s.entrant().title(),
                    whole(s.runsPerSecond()),
                    whole(s.stepsPerSecond()),
                    "(" + whole(s.slowestStepsPerSecond()) + "-" + whole(s.fastestStepsPerSecond()) + ")",
                    results.standing(Entrant.PENSTOCK, s.inFlight())
                            .map(p -> String.format(Locale.ROOT, "%.2f", s.stepsPerSecond() / p.stepsPerSecond()))
                            .orElse("-"),
                    millis(s.p50Millis()),
                    millis(s.p99Millis()),
                    count(cost.map(Costed::statementsPerRun)),
                    count(cost.map(Costed::commitsPerRun)),
                    cost.map(c -> whole(c.walBytesPerStep())).orElse("-"),
                    cost.map(Report::pages).orElse("-"),
                    whole(s.clientMicrosPerStep()) + " + "
                            + (s.serverMicrosPerStep().isPresent()
                                    ? whole(s.serverMicrosPerStep().getAsDouble())
                                    : "-"));
        }
        text.append(table.text());
    }

    private void costs() {
        var costs = results.costs().stream()
                .filter(c -> results.standing(c.entrant(), c.load().inFlight()).isPresent())
                .filter(c ->
                        c.load().steps() == results.laps().getFirst().load().steps())
                .sorted(Comparator.comparingInt((Costed c) -> c.load().inFlight())
                        .thenComparing(Costed::entrant))
                .toList();
        if (costs.isEmpty()) {
            return;
        }
        heading("What a step writes and allocates");
        var table = new Table(
                2, "in flight", "contestant", "index writes/step", "updates/run", "of them HOT", "alloc B/step");
        for (var c : costs) {
            table.row(
                    whole(c.load().inFlight()),
                    c.entrant().title(),
                    count(Optional.of(c.indexWritesPerStep())),
                    c.counted().updates().isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "%.2f",
                                    (double) c.counted().updates().getAsLong() / c.runs())
                            : "-",
                    c.hotShare().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.0f %%", 100 * c.hotShare().getAsDouble())
                            : "-",
                    whole(c.allocatedBytesPerStep()));
        }
        text.append(table.text());
    }

    private void lone() {
        var lone = results.costs().stream()
                .filter(c -> c.load().inFlight() == 1)
                .sorted(Comparator.comparingInt((Costed c) -> c.load().steps()).thenComparing(Costed::entrant))
                .toList();
        if (lone.isEmpty()) {
            return;
        }
        heading("One run at a time: what it costs the server");
        var table =
                new Table(2, "steps", "contestant", "statements", "commits", "WAL B/run", "in pages", "runs counted");
        for (var c : lone) {
            table.row(
                    whole(c.load().steps()),
                    c.entrant().title(),
                    count(Optional.of(c.statementsPerRun())),
                    count(Optional.of(c.commitsPerRun())),
                    whole(c.walBytesPerStep() * c.load().steps()),
                    pages(c),
                    whole((double) c.runs()));
        }
        text.append(table.text());
    }

    private void verdicts() {
        if (results.verdicts().isEmpty()) {
            return;
        }
        heading("Targets");
        var table = new Table(4, "", "what", "target", "found", "");
        for (var v : results.verdicts()) {
            table.row(
                    v.met() ? "met" : "MISSED",
                    v.what(),
                    v.target(),
                    String.format(Locale.ROOT, "%.2f%s", v.found(), v.unit()),
                    v.miss());
        }
        text.append(table.text());
    }

    private void heading(String heading) {
        text.append('\n').append(heading).append("\n\n");
    }

    /** The share of the WAL that is whole pages: what a shorter or longer time between checkpoints would change. */
    private static String pages(Costed cost) {
        var counted = cost.counted();
        return counted.pageBytes().isPresent() && counted.walBytes() > 0
                ? String.format(
                        Locale.ROOT, "%.0f %%", 100.0 * counted.pageBytes().getAsLong() / counted.walBytes())
                : "-";
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static String count(Optional<OptionalDouble> value) {
        return value.filter(OptionalDouble::isPresent)
                .map(v -> String.format(Locale.ROOT, "%.2f", v.getAsDouble()))
                .orElse("-");
    }
}
