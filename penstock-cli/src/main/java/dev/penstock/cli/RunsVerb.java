package dev.penstock.cli;

import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs on a tenant's runs have in common. */
@Command(mixinStandardHelpOptions = true)
abstract class RunsVerb implements Callable<Integer> {

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--embedded",
            paramLabel = "DIR",
            description = "Instead of a URL: the directory of an embedded PostgreSQL that no other process uses.")
    private @Nullable Path embedded;

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "Whose runs.")
    private String tenant = "";

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    private final Terminal terminal;

    RunsVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public final Integer call() throws Exception {
        try (var open = open();
                var penstock = open.penstock()) {
            on(penstock.tenant(tenant));
        }
        return ExitStatus.DONE;
    }

    abstract void on(Tenant runs);

    private OpenDatabase open() {
        if (embedded == null) {
            return OpenDatabase.at(database.address());
        }
        if (database.given()) {
            throw new PenstockException(ErrorCode.INVALID_OPTION, "give --embedded or --url, not both");
        }
        return OpenDatabase.embedded(embedded, terminal.err()::println);
    }

    /** Answers in the form that was asked for. */
    final void answer(Object value, List<String> text) {
        if (json) {
            terminal.out().println(Json.write(value));
        } else {
            text.forEach(terminal.out()::println);
        }
    }

    final Terminal terminal() {
        return terminal;
    }

    /** Errors: no run id → {@code PEN-1010}. */
    static RunId runId(String text) {
        try {
            return RunId.of(text);
        } catch (IllegalArgumentException e) {
            throw new PenstockException(ErrorCode.INVALID_OPTION, "'" + text + "' is no run id; it is a UUID", e);
        }
    }
}
