package dev.penstock.cli.citus;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Obstacle;
import dev.penstock.citus.apply.Outlook;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Terminal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Carries out a plan, from wherever it stands. */
@Command(
        name = "apply",
        description = {
            "Carry out a plan, from wherever it stands: what is done is passed over, so apply again after anything that stopped it.",
            "Progress goes to the error output, the result to the output."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 all is done; 1 an operation failed; 2 wrong usage; 4 refused: something must be mended or",
            "confirmed first, and the message says what; 5 the database."
        })
public final class ApplyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private PlanTarget target = new PlanTarget();

    @Mixin
    private LockOptions locks = new LockOptions();

    @ArgGroup
    private Way way = new Way();

    /** One or the other. */
    static final class Way {

        @Option(
                names = "--online",
                description = "Copy large tables while they are written, small ones in one transaction. The default.")
        private boolean online;

        @Option(
                names = "--blocking",
                description =
                        "Move tables that belong together in one transaction: never without a foreign key, but writes wait.")
        private boolean blocking;

        ApplyOptions.Mode mode() {
            return blocking && !online ? ApplyOptions.Mode.BLOCKING : ApplyOptions.Mode.ONLINE;
        }
    }

    @Option(names = "--dry-run", description = "Say what would be done, and what stands in the way. Changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "GATE",
            description = "Confirm what an operation waits for; recorded in the journal. May be repeated.")
    private Set<String> confirmed = new LinkedHashSet<>();

    @Option(
            names = "--throttle",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Share of the time that batches rest, 0 to less than 1. Default: ${DEFAULT-VALUE}")
    private double throttle;

    @Option(
            names = "--batch-target",
            paramLabel = "MILLIS",
            defaultValue = "250",
            description = "How long a batch should take; its size follows. Default: ${DEFAULT-VALUE}")
    private int batchMillis;

    @Option(
            names = "--long-transaction",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Refuse to begin while a transaction is older. Default: ${DEFAULT-VALUE}")
    private int longTransactionSeconds;

    @Option(names = "--json", description = "Tell of everything as JSON, one object on a line.")
    private boolean json;

    public ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            var options = locks.applyOptions()
                    .withMode(way.mode())
                    .withThrottle(throttle, Duration.ofMillis(batchMillis))
                    .withLongTransaction(Duration.ofSeconds(longTransactionSeconds))
                    .confirming(confirmed);
            var plan = target.plan();
            if (dryRun) {
                return show(Applier.outlook(target.coordinator(), plan, options));
            }
            var progress = new ApplyProgress(terminal, json);
            try {
                Applier.apply(target.coordinator(), plan, options, progress);
            } finally {
                progress.end();
            }
            say(
                    Map.of(
                            "event",
                            "finished",
                            "operations",
                            plan.operations().size(),
                            "carried_out",
                            progress.carriedOut()),
                    progress.carriedOut() == 0
                            ? "nothing to do, all " + plan.operations().size() + " operations are done"
                            : Figures.counted(progress.carriedOut(), "operation") + " carried out, all "
                                    + plan.operations().size() + " are done; now: penstock citus verify "
                                    + target.file());
            return ExitStatus.DONE;
        } catch (CitusException refused) {
            terminal.err().println("penstock: " + refused.getMessage());
            return ExitStatus.of(refused.code());
        }
    }

    private int show(Outlook outlook) {
        for (Outlook.Step step : outlook.steps()) {
            var operation = step.operation();
            if (json) {
                terminal.out()
                        .println(Json.write(Map.of(
                                "operation",
                                operation.id(),
                                "phase",
                                operation.phase(),
                                "title",
                                operation.title(),
                                "done",
                                step.done(),
                                "waits_for",
                                step.asks(),
                                "sql",
                                step.sql())));
            } else {
                var ink = terminal.ink();
                terminal.out().println(ink.progress(step.done()) + " " + operation.id() + "  " + operation.title());
                if (!step.done()) {
                    step.asks().forEach(ask -> terminal.out().println("    " + ink.yellow("waits: " + ask)));
                    step.locks().stream()
                            .filter(lock -> lock.blocks() != dev.penstock.citus.plan.Lock.Blocks.NOTHING)
                            .forEach(lock -> terminal.out()
                                    .println("    "
                                            + ink.dim("locks " + lock.where() + " " + lock.mode() + ", " + lock.hold()
                                                    + ", blocks " + lock.blocks())));
                    step.sql()
                            .forEach(sql ->
                                    terminal.out().println(ink.dim(sql.indent(4).stripTrailing())));
                }
            }
        }
        for (Obstacle obstacle : outlook.obstacles()) {
            say(
                    Map.of("obstacle", obstacle.what(), "remedy", obstacle.remedy()),
                    "in the way: " + obstacle.what() + ": " + obstacle.remedy());
        }
        return outlook.obstacles().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
    }

    private void say(Object value, String text) {
        terminal.out().println(json ? Json.write(value) : text);
    }
}
