package dev.penstock.cli;

import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.run.RunState;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = {
            "Request a run's cancellation.",
            "One that nobody executes is cancelled at once; one that is executed stops at its next durable operation."
        })
final class RunsCancel extends RunsVerb {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    RunsCancel(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Tenant runs) {
        var id = runId(run);
        var state = runs.cancel(id);
        answer(Map.of("run", id, "state", state), List.of(text(state)));
    }

    private String text(RunState state) {
        return switch (state) {
            case CANCELLED -> "run " + run + " is cancelled";
            case COMPLETED, FAILED -> "run " + run + " had already finished: " + state.label();
            case QUEUED, RUNNING, WAITING ->
                "run " + run + " is " + state.label() + "; it stops at its next durable operation";
        };
    }
}
