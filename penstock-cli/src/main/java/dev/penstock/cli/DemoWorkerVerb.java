package dev.penstock.cli;

import dev.penstock.cli.database.Address;
import dev.penstock.cli.demo.WorkerMain;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The process that {@code demo --crash} kills. Not for people. */
@Command(
        name = "demo-worker",
        hidden = true,
        description = "Work off the demo's orders until told to end on standard input.")
final class DemoWorkerVerb implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        WorkerMain.run(DatabaseOptions.required(Address.in(System.getenv())), System.in);
        return ExitStatus.DONE;
    }
}
