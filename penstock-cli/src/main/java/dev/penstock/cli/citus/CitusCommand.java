package dev.penstock.cli.citus;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The toolkit's verbs, each a class of this package. */
@Command(
        name = "citus",
        description = "Carry a live PostgreSQL schema onto Citus.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            InspectCommand.class,
            PlanCommand.class,
            FoldCommand.class,
            SetNotNullCommand.class,
            ContractCommand.class,
            UndistributeCommand.class,
            LintCommand.class
        })
public final class CitusCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb");
    }
}
