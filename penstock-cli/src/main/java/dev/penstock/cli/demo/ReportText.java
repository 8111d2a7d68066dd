package dev.penstock.cli.demo;

import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Ink;
import dev.penstock.cli.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report for people. */
final class ReportText {

    private final Report report;
    private final Ink ink;

    private ReportText(Report report, Ink ink) {
        this.report = report;
        this.ink = ink;
    }

    static List<String> lines(Report report, Ink ink) {
        return new ReportText(report, ink).lines();
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        lines.addAll(skipped());
        lines.addAll(totals());
        var crash = report.crash();
        if (crash != null) {
            lines.add("");
            lines.addAll(crash(crash));
        }
        lines.add("");
        lines.addAll(proof());
        lines.add("");
        lines.add(verdict());
        return lines;
    }

    private List<String> skipped() {
        if (report.skipped().isEmpty()) {
            return List.of();
        }
        var table = new Table().right("line").left("skipped, because");
        report.skipped().forEach(row -> table.row(Figures.count(row.line()), row.reason()));
        var lines = new ArrayList<>(table.render(ink));
        lines.add("");
        return lines;
    }

    private List<String> totals() {
        return new Table()
                .left("")
                .left("")
                .row(
                        "orders",
                        Figures.count(report.orders()) + " of " + Figures.counted(report.tenants(), "tenant") + ", "
                                + Figures.counted(report.skipped().size(), "row") + " skipped")
                .row("biggest", named(report.biggest()))
                .row("runs", named(report.runs()))
                .row(
                        "steps",
                        Figures.count(report.steps()) + " recorded, " + Figures.count(report.retries()) + " retries")
                .row("elapsed", elapsed())
                .row(
                        "database",
                        "PostgreSQL " + report.server() + ", fsync " + report.fsync() + ", in " + report.directory())
                .render(ink);
    }

    private String elapsed() {
        return ink.bold(Figures.took(Duration.ofMillis(report.elapsedMs()))) + ", "
                + Figures.count(Math.round(report.runsPerSecond())) + " runs/s, "
                + Figures.count(Math.round(report.stepsPerSecond())) + " steps/s";
    }

    private List<String> crash(Crash crash) {
        return new Table()
                .left("")
                .left("")
                .row("killed", "process " + crash.process() + " with SIGKILL, exit status " + crash.exitStatus())
                .row("then stood", named(crash.figures()))
                .row(
                        "recovery",
                        "the first run in flight went on after "
                                + ink.bold(Figures.took(Duration.ofMillis(crash.firstMs()))) + ", the last after "
                                + Figures.took(Duration.ofMillis(crash.lastMs())) + "; the lease is "
                                + Figures.took(Worker.LEASE))
                .row("executed again", executedAgain(crash))
                .render(ink);
    }

    private static String executedAgain(Crash crash) {
        return crash.executedAgain().isEmpty()
                ? "nothing: no effect was without its record"
                : named(crash.executedAgain()) + " (effect without record; same idempotency key)";
    }

    private List<String> proof() {
        var lines = new ArrayList<String>();
        lines.add(
                ink.bold("proof, by SQL over " + Figures.counted(report.checks().size(), "statement")));
        for (var check : report.checks()) {
            lines.add(ink.mark(check.holds()) + " " + check.promise());
            lines.add("    " + ink.dim(check.evidence()));
        }
        return lines;
    }

    private String verdict() {
        long broken = report.checks().stream().filter(check -> !check.holds()).count();
        return report.holds()
                ? ink.green("All of it holds.")
                : ink.red(Figures.counted(broken, "check") + " of "
                        + report.checks().size() + " failed.");
    }

    private static String named(Map<String, Long> numbers) {
        return numbers.entrySet().stream()
                .map(number -> number.getKey().replace('_', ' ') + " " + Figures.count(number.getValue()))
                .collect(Collectors.joining(", "));
    }
}
