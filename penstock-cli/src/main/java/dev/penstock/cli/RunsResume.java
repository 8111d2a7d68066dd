package dev.penstock.cli;

import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.run.RunState;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = {
            "Go on with a run that has failed, once what made it fail is mended.",
            "Recorded steps are not executed again; the step that failed is tried once more."
        })
final class RunsResume extends RunsVerb {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    RunsResume(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Tenant runs) {
        var id = runId(run);
        var state = runs.resume(id);
        answer(Map.of("run", id, "state", state), List.of(text(state)));
    }

    private String text(RunState state) {
        return state == RunState.QUEUED
                ? "run " + run + " is queued; the next free worker goes on with it"
                : "run " + run + " is under way already: " + state.label();
    }
}
