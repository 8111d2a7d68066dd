package dev.penstock.cli;

import dev.penstock.cli.demo.Demo;
import dev.penstock.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Fulfil some thousand orders on an embedded PostgreSQL, and prove from the database that each was shipped"
                    + " exactly once.",
            "The exit status is 0 only if every order ended as it had to and every check holds."
        },
        mixinStandardHelpOptions = true)
final class DemoVerb implements Callable<Integer> {

    @Option(names = "--crash", description = "Kill the worker process (SIGKILL) half way, and start it again.")
    private boolean crash;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000000",
            showDefaultValue = Visibility.NEVER,
            description = "Take only the first N orders of the file.")
    private int orders;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".penstock/demo",
            description =
                    "Where the database lies; what an earlier demo left there is deleted. Default: ${DEFAULT-VALUE}")
    private Path directory = Path.of(".penstock/demo");

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Terminal terminal;

    DemoVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (orders < 1) {
            throw new ParameterException(spec.commandLine(), "--orders is " + orders + "; accepted is 1 or more");
        }
        var options = new Demo.Options(directory, orders, crash, json, Main.class.getName());
        return Demo.run(options, terminal) ? ExitStatus.DONE : ExitStatus.FAILED;
    }
}
