package dev.penstock.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** How numbers are written: the same on every machine, whatever its locale. */
public final class Figures {

    private Figures() {}

    /** {@code 12,345}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 4,012/s}. */
    public static String perSecond(double rate) {
        return count(Math.round(rate)) + "/s";
    }

    /** {@code 840 us}, {@code 12.3 ms}, {@code 2.40 s}, {@code 3 min 05 s}: three digits or so. */
    public static String took(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds < 0.001) {
            return String.format(Locale.ROOT, "%.0f us", seconds * 1e6);
        }
        if (seconds < 1) {
            return String.format(Locale.ROOT, seconds < 0.1 ? "%.1f ms" : "%.0f ms", seconds * 1e3);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
        }
        return duration.toMinutes() + String.format(Locale.ROOT, " min %02d s", duration.toSecondsPart());
    }

    /** {@code 1 row}, {@code 2 rows}. */
    public static String counted(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
