package dev.penstock.cli.demo;

import dev.penstock.cli.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;

/** A terminal that shows nothing. */
final class Silence {

    private Silence() {}

    static Terminal terminal() {
        var stream = new PrintStream(OutputStream.nullOutputStream());
        return new Terminal(stream, stream, false, false, false);
    }
}
