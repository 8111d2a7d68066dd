package dev.penstock.bench.report;

import java.io.PrintStream;
import java.util.Locale;

/** One line that says what is going on: rewritten in place on a terminal, else one line every few seconds. */
public final class Progress {

    private static final long QUIET_NANOS = 10_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long lastPrinted = start - QUIET_NANOS;

    public Progress(PrintStream out) {
        this.out = out;
        // Java 21 cannot tell whether standard error is a terminal; the shell that starts the bench can.
        terminal = Boolean.getBoolean("penstock.bench.terminal");
    }

    public void now(String what) {
        long now = System.nanoTime();
        var line = String.format(Locale.ROOT, "%4d s  %s", (now - start) / 1_000_000_000, what);
        if (terminal) {
            out.print("\r\033[K" + line);
            out.flush();
        } else if (now - lastPrinted >= QUIET_NANOS) {
            lastPrinted = now;
            out.println(line);
        }
    }

    /** Leaves the terminal's line free for other output. */
    public void done() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
