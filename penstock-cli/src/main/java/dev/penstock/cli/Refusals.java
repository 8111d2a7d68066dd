package dev.penstock.cli;

import dev.penstock.cli.demo.DemoFailure;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.PenstockException;
import java.sql.SQLException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells of what went wrong: one line when it is known, a stack trace when it is a defect. */
final class Refusals implements IExecutionExceptionHandler {

    private final Terminal terminal;

    Refusals(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine verb, ParseResult parsed) {
        boolean known =
                thrown instanceof PenstockException || thrown instanceof SQLException || thrown instanceof DemoFailure;
        if (known) {
            terminal.err().println("penstock: " + thrown.getMessage());
        } else {
            thrown.printStackTrace(terminal.err());
        }
        return ExitStatus.of(thrown);
    }
}
