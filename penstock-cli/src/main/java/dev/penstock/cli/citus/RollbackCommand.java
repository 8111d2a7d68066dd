package dev.penstock.cli.citus;

import dev.penstock.citus.apply.Reverser;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes back what was applied, as far as there is a way. */
@Command(
        name = "rollback",
        description = {
            "Take back what was applied of a plan, last operation first, as far as Citus allows.",
            "Without --yes it only says what would be taken back, and where that ends."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 done; 1 failed; 2 wrong usage; 4 refused; 5 the database."})
public final class RollbackCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private PlanTarget target = new PlanTarget();

    @Mixin
    private LockOptions locks = new LockOptions();

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--json", description = "Tell of everything as JSON, one object on a line.")
    private boolean json;

    public RollbackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            var plan = target.plan();
            announce(Reverser.way(target.coordinator(), plan));
            if (yes) {
                var progress = new ApplyProgress(terminal, json);
                try {
                    var way = Reverser.reverse(target.coordinator(), plan, locks.applyOptions(), progress);
                    say(
                            Map.of(
                                    "event",
                                    "finished",
                                    "operations",
                                    way.steps().size()),
                            Figures.counted(way.steps().size(), "operation") + " taken back");
                } finally {
                    progress.end();
                }
            }
            return ExitStatus.DONE;
        } catch (CitusException refused) {
            terminal.err().println("penstock: " + refused.getMessage());
            return ExitStatus.of(refused.code());
        }
    }

    private void announce(Reverser.Way way) {
        for (Operation operation : way.steps()) {
            String how = switch (operation.reversal()) {
                case Reversal.By by -> String.join("; ", by.statements().sql());
                case Reversal.Needless needless -> "nothing to do: " + needless.why();
                case Reversal.Impossible impossible -> impossible.why();
            };
            say(
                    Map.of("operation", operation.id(), "by", how),
                    operation.id() + " " + operation.title() + "\n    "
                            + terminal.ink().dim(how));
        }
        var end = way.end();
        String why = way.why();
        if (end != null && why != null) {
            say(
                    Map.of("end", end.id(), "why", why),
                    terminal.ink()
                            .yellow("here it ends: " + end.id() + " " + end.title() + " cannot be taken back: " + why));
        }
        if (!yes) {
            say(Map.of("event", "dry run"), "nothing was changed; --yes does it");
        }
    }

    private void say(Object value, String text) {
        terminal.out().println(json ? Json.write(value) : text);
    }
}
