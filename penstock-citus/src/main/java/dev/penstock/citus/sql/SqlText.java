package dev.penstock.citus.sql;

import java.util.Arrays;

/** The text of a file, and where its offsets lie for people. */
public final class SqlText {

    /** Where an offset lies. Units: both from 1; columns are code points, a tab is one. */
    public record Position(int line, int column) {}

    private final String text;
    private final int[] lineStarts;

    public SqlText(String text) {
        this.text = text;
        this.lineStarts = lineStarts(text);
    }

    public String text() {
        return text;
    }

    public Position position(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, text.codePointCount(lineStarts[line], Math.min(offset, text.length())) + 1);
    }

    /** The line, from 1, without its end. */
    public String line(int number) {
        int start = lineStarts[number - 1];
        int end = number < lineStarts.length ? lineStarts[number] : text.length();
        return text.substring(start, end).replaceFirst("\\r?\\n$", "");
    }

    public String at(Span span) {
        return text.substring(span.start(), span.end());
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[(int) text.chars().filter(c -> c == '\n').count() + 1];
        int line = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                starts[++line] = i + 1;
            }
        }
        return starts;
    }
}
