package dev.penstock.cli.terminal;

/**
 * Colours and signs of one stream.
 *
 * @param colour whether colours are shown; otherwise text stays as it is
 * @param signs whether signs beyond ASCII are shown; otherwise they are spelled
 */
public record Ink(boolean colour, boolean signs) {

    static final String SIGNS = "✓✗○─█░…";

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    public String red(String text) {
        return styled("31", text);
    }

    public String green(String text) {
        return styled("32", text);
    }

    public String yellow(String text) {
        return styled("33", text);
    }

    /** A tick or a cross. */
    public String mark(boolean holds) {
        return holds ? green(signs ? "✓" : "ok") : red(signs ? "✗" : "NO");
    }

    /** A tick, or a circle for what is still to do. */
    public String progress(boolean done) {
        return done ? mark(true) : dim(signs ? "○" : "--");
    }

    String rule(int width) {
        return dim((signs ? "─" : "-").repeat(width));
    }

    String bar(int full, int width) {
        return (signs ? "█" : "#").repeat(full) + dim((signs ? "░" : ".").repeat(width - full));
    }

    public String ellipsis() {
        return signs ? "…" : "...";
    }

    private String styled(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
