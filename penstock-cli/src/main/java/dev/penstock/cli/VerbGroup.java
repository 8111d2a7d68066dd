package dev.penstock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Verbs under a common noun. */
@Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "VERB")
abstract class VerbGroup implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a verb there is nothing to do: show what could be done and exit as for any wrong usage. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb");
    }
}
