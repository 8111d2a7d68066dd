package dev.penstock.cli;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.time.temporal.ChronoUnit.MILLIS;

import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Table;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.step.StepRecord;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "steps", description = "Show what a run has recorded, in that order.")
final class RunsSteps extends RunsVerb {

    private static final int RESULT_LENGTH = 60;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    RunsSteps(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Tenant runs) {
        var id = runs.status(runId(run)).id();
        var steps = runs.steps(id);
        answer(steps, text(steps));
    }

    private List<String> text(List<StepRecord> steps) {
        if (steps.isEmpty()) {
            return List.of("no steps recorded");
        }
        var table = new Table()
                .left("step")
                .left("kind")
                .left("state")
                .right("attempts")
                .right("took")
                .left("recorded")
                .left("result");
        steps.forEach(step -> table.row(
                step.key().toString(),
                step.kind().label(),
                step.state().label(),
                Figures.count(step.attempts()),
                Figures.took(Duration.of(step.durationMicros(), MICROS)),
                step.recordedAt().truncatedTo(MILLIS).toString(),
                outcome(step)));
        return table.render(terminal().ink());
    }

    /** The result's beginning or the failure, on one line. */
    private String outcome(StepRecord step) {
        var failure = step.failure();
        var result = step.result();
        var text = (failure != null ? failure.summary() : result == null ? "" : result).replaceAll("\\s+", " ");
        return text.length() <= RESULT_LENGTH
                ? text
                : text.substring(0, RESULT_LENGTH) + terminal().ink().ellipsis();
    }
}
