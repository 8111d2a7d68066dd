package dev.penstock.cli;

import dev.penstock.cli.citus.ApplyCommand;
import dev.penstock.cli.citus.CitusCommand;
import dev.penstock.cli.citus.RollbackCommand;
import dev.penstock.cli.citus.VerifyCommand;
import dev.penstock.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** {@code penstock}: the root of all verbs. A verb is one class of this package, put in its place here. */
@Command(
        name = "penstock",
        description = "Durable workflows for Java on PostgreSQL.",
        versionProvider = Version.class,
        footer = {
            "",
            "Exit status: 0 done; 1 failed; 2 wrong usage; 3 not found; 4 refused; 5 the database;",
            "6 the embedded PostgreSQL."
        })
public final class Main extends VerbGroup {

    /** What the driver has to say comes with its exceptions. A logger that nobody holds forgets its level. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    public static void main(String[] arguments) {
        DRIVER.setLevel(Level.OFF);
        System.exit(execute(Terminal.ofProcess(System.getenv()), arguments));
    }

    /** What was said is of no use where it could not be written, on a full disk for example. */
    static int execute(Terminal terminal, String... arguments) {
        int status = commandLine(terminal).execute(arguments);
        if (terminal.out().checkError() && status == ExitStatus.DONE) {
            terminal.err().println("penstock: the output could not be written");
            return ExitStatus.FAILED;
        }
        return status;
    }

    static CommandLine commandLine(Terminal terminal) {
        var schema = new CommandLine(new SchemaVerbs())
                .addSubcommand(new SchemaPrint(terminal))
                .addSubcommand(new SchemaInstall(terminal))
                .addSubcommand(new SchemaUpgrade(terminal));
        var runs = new CommandLine(new RunsVerbs())
                .addSubcommand(new RunsList(terminal))
                .addSubcommand(new RunsShow(terminal))
                .addSubcommand(new RunsSteps(terminal))
                .addSubcommand(new RunsCancel(terminal))
                .addSubcommand(new RunsResume(terminal));
        var queues = new CommandLine(new QueuesVerbs())
                .addSubcommand(new QueuesList(terminal))
                .addSubcommand(new QueuesSet(terminal));
        var tenants = new CommandLine(new TenantsVerbs())
                .addSubcommand(new TenantsList(terminal))
                .addSubcommand(new TenantsAllow(terminal))
                .addSubcommand(new TenantsSpread(terminal));
        var citus = new CommandLine(new CitusCommand())
                .addSubcommand(new ApplyCommand(terminal))
                .addSubcommand(new VerifyCommand(terminal))
                .addSubcommand(new RollbackCommand(terminal));
        return new CommandLine(new Main())
                .addSubcommand(new DemoVerb(terminal))
                .addSubcommand(new DemoWorkerVerb())
                .addSubcommand(runs)
                .addSubcommand(queues)
                .addSubcommand(tenants)
                .addSubcommand(schema)
                .addSubcommand(citus)
                .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Help.defaultColorScheme(terminal.outColour() ? Ansi.ON : Ansi.OFF))
                .setExecutionExceptionHandler(new Refusals(terminal));
    }
}
