package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs have in common that look into a store: where it is, and the form of the answer. */
@Command(mixinStandardHelpOptions = true)
abstract class StoreVerb implements Callable<Integer> {

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--embedded",
            paramLabel = "DIR",
            description = "Instead of a URL: the directory of an embedded PostgreSQL that no other process uses.")
    private @Nullable Path embedded;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    private final Terminal terminal;

    StoreVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public final Integer call() throws Exception {
        try (var open = open();
                var penstock = open.penstock()) {
            on(penstock);
        }
        return ExitStatus.DONE;
    }

    abstract void on(Penstock penstock);

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
}
