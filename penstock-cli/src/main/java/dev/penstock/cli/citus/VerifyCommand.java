package dev.penstock.cli.citus;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether everything is as the plan was to leave it. */
@Command(
        name = "verify",
        description = "Look whether everything is as a plan was to leave it, and nothing was lost on the way.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 everything holds; 1 something does not; 2 wrong usage; 5 the database."})
public final class VerifyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private PlanTarget target = new PlanTarget();

    @Option(names = "--no-rows", description = "Do not count rows and checksums, which reads every table.")
    private boolean noRows;

    @Option(
            names = "--quiet-since",
            description = "Nobody has written since just before the move: every difference of rows is a failure.")
    private boolean quiet;

    @Option(
            names = "--workload",
            paramLabel = "FILE",
            description = {
                "Statements of the application, with values in them: explain each, and name those that go to more than one"
                        + " shard.",
                "Names without a schema are looked for in the schemas of the plan."
            })
    private @Nullable Path workload;

    @Option(
            names = "--captured-workload",
            description = {
                "Explain the statements that pg_stat_statements of the coordinator has, with values made up for their"
                        + " parameters, and name those that go to more than one shard and those that cannot be analysed.",
                "Names without a schema are looked for in the schemas of the plan."
            })
    private boolean captured;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    public VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            var options = VerifyOptions.all()
                    .withRows(!noRows)
                    .withQuiet(quiet)
                    .withWorkload(text(workload))
                    .withCaptured(captured);
            var verification = Verifier.verify(target.coordinator(), target.plan(), options, this::progress);
            if (json) {
                terminal.out().println(Json.write(verification));
            } else {
                verification.checks().forEach(this::show);
            }
            return verification.holds() ? ExitStatus.DONE : ExitStatus.FAILED;
        } catch (CitusException refused) {
            terminal.err().println("penstock: " + refused.getMessage());
            return ExitStatus.of(refused.code());
        }
    }

    private void progress(String what) {
        if (terminal.live()) {
            terminal.err().print("\r" + what + " …\u001b[K\r");
            terminal.err().flush();
        }
    }

    private void show(Verification.Check check) {
        var ink = terminal.ink();
        terminal.out().println(ink.mark(check.failures().isEmpty()) + " " + check.name() + ": " + check.looked());
        check.failures().forEach(failure -> terminal.out().println("    " + ink.red(failure)));
        check.notes().forEach(note -> terminal.out().println("    " + ink.dim(note)));
    }

    private static @Nullable String text(@Nullable Path file) {
        try {
            return file == null ? null : Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CitusException(CitusErrorCode.INVALID_OPTION, "the workload cannot be read: " + e, e);
        }
    }
}
