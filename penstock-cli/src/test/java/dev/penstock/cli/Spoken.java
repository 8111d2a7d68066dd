package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What a command line said, and how it ended. */
record Spoken(int status, String out, String err) {

    /** Runs a command line in this process, where nothing is a terminal. */
    static Spoken by(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false, false);
        int status = Main.commandLine(terminal).execute(arguments);
        return new Spoken(status, out.toString(UTF_8), err.toString(UTF_8));
    }
}
