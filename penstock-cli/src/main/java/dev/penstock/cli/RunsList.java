package dev.penstock.cli;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Table;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.Page;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List a tenant's runs, newest first, a page at a time.")
final class RunsList extends RunsVerb {

    @Option(names = "--state", paramLabel = "STATE", description = "Only runs in this state; may be repeated.")
    private List<String> states = List.of();

    @Option(names = "--workflow", paramLabel = "NAME", description = "Only runs of this workflow.")
    private @Nullable String workflow;

    @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "Only runs with this; all when repeated.")
    private Map<String, String> attributes = Map.of();

    @Option(
            names = "--page-size",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many, 1 to 1000. Default: ${DEFAULT-VALUE}")
    private int pageSize = 20;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where an earlier page ended.")
    private @Nullable String cursor;

    RunsList(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Tenant runs) {
        var page = runs.list(query());
        answer(page, text(page));
    }

    private RunQuery query() {
        var query = RunQuery.all()
                .withStates(states.stream().map(RunsList::state).toArray(RunState[]::new))
                .withPageSize(pageSize);
        if (workflow != null) {
            query = query.withWorkflow(workflow);
        }
        for (var attribute : attributes.entrySet()) {
            query = query.withAttribute(attribute.getKey(), attribute.getValue());
        }
        return cursor == null ? query : query.after(cursor);
    }

    private static RunState state(String label) {
        return Arrays.stream(RunState.values())
                .filter(state -> state.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PenstockException(
                        ErrorCode.INVALID_OPTION,
                        "--state is " + label + "; accepted are "
                                + Arrays.stream(RunState.values())
                                        .map(RunState::label)
                                        .collect(Collectors.joining(", "))));
    }

    private List<String> text(Page<RunStatus> page) {
        if (page.items().isEmpty()) {
            return List.of("no runs");
        }
        var table = new Table()
                .left("run")
                .left("workflow")
                .left("state")
                .left("queue")
                .left("key")
                .left("created")
                .right("took");
        page.items()
                .forEach(run -> table.row(
                        run.id().toString(),
                        run.workflow(),
                        run.state().label(),
                        run.queue(),
                        run.idempotencyKey() == null ? "" : run.idempotencyKey(),
                        run.createdAt().truncatedTo(SECONDS).toString(),
                        took(run)));
        var lines = new ArrayList<>(table.render(terminal().ink()));
        page.next().ifPresent(next -> lines.add("more: --cursor " + next));
        return lines;
    }

    private static String took(RunStatus run) {
        var completedAt = run.completedAt();
        return completedAt == null ? "" : Figures.took(Duration.between(run.createdAt(), completedAt));
    }
}
