package dev.penstock.cli.terminal;

import java.time.Duration;

/**
 * Tells how far a job has come: a bar that is written over on a screen, a line now and then elsewhere.
 *
 * <p>Threads: one.
 */
public final class Progress {

    private static final int BAR_WIDTH = 28;
    /** Between two lines where there is no screen. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Terminal terminal;
    private final String noun;
    private long lastLine = Long.MIN_VALUE;
    private boolean onScreen;

    /** @param noun what is counted, such as {@code orders} */
    public Progress(Terminal terminal, String noun) {
        this.terminal = terminal;
        this.noun = noun;
    }

    /**
     * Shows a position.
     *
     * @param share how much of the work is done, 0 to 1; what is counted may all finish at the end
     * @param note what else there is to say, such as rates
     * @param nanoTime {@link System#nanoTime}
     */
    public void at(long done, long of, double share, String note, long nanoTime) {
        if (terminal.live()) {
            terminal.err().print("\r" + bar(done, of, share, note) + "\u001b[K");
            terminal.err().flush();
            onScreen = true;
        } else if (lastLine == Long.MIN_VALUE || done == of || nanoTime - lastLine >= PAUSE_NANOS) {
            lastLine = nanoTime;
            terminal.err().println(line(done, of, note));
        }
    }

    /** Says something between two positions, on a line of its own. */
    public void say(String text) {
        end();
        terminal.err().println(text);
    }

    /** Leaves the bar as it stands and goes to the next line. */
    public void end() {
        if (onScreen) {
            terminal.err().println();
            onScreen = false;
        }
    }

    private String bar(long done, long of, double share, String note) {
        var ink = terminal.errInk();
        int full = (int) (BAR_WIDTH * Math.clamp(share, 0, 1));
        return ink.bar(full, BAR_WIDTH) + " " + figures(done, of) + "  " + ink.dim(note);
    }

    private String line(long done, long of, String note) {
        return figures(done, of) + ", " + note;
    }

    private String figures(long done, long of) {
        return Figures.count(done) + " of " + Figures.count(of) + " " + noun;
    }
}
