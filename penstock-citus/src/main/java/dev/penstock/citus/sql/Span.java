package dev.penstock.citus.sql;

/** A stretch of a file. Units: chars; {@code end} is exclusive. */
public record Span(int start, int end) {

    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no stretch goes from " + start + " to " + end);
        }
    }

    public Span to(Span last) {
        return new Span(start, Math.max(end, last.end));
    }

    public boolean contains(Span inner) {
        return start <= inner.start && inner.end <= end;
    }
}
