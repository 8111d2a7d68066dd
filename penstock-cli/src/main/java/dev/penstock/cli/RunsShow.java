package dev.penstock.cli;

import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Table;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show where a run stands.")
final class RunsShow extends RunsVerb {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    RunsShow(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Tenant runs) {
        var status = runs.status(runId(run));
        answer(status, text(status));
    }

    private List<String> text(RunStatus status) {
        var table = new Table().left("").left("");
        row(table, "run", status.id());
        row(table, "tenant", status.tenant());
        row(table, "workflow", status.workflow() + ", version " + status.version());
        row(table, "state", status.state().label() + flags(status));
        row(table, "idempotency key", status.idempotencyKey());
        row(table, "attributes", status.attributes().isEmpty() ? null : status.attributes());
        row(table, "queue", status.queue());
        row(table, "priority", status.priority());
        row(table, "epoch", status.epoch());
        row(table, "parent", status.parent());
        row(table, "continued as", status.continuedAs());
        row(table, "created", status.createdAt());
        row(table, "started", status.startedAt());
        row(table, "due", status.dueAt());
        row(table, "deadline", status.deadlineAt());
        row(table, "completed", status.completedAt());
        var lines = new ArrayList<>(table.render(terminal().ink()));
        var failure = status.failure();
        if (failure != null) {
            lines.add("");
            lines.addAll(failure.trace().lines().toList());
        }
        return lines;
    }

    private static String flags(RunStatus status) {
        return (status.paused() ? ", paused" : "") + (status.cancelRequested() ? ", cancellation requested" : "");
    }

    private static void row(Table table, String name, @Nullable Object value) {
        if (value != null) {
            table.row(name, value.toString());
        }
    }
}
