package dev.penstock.citus.sql;

/** Where and why the parser gave up; never leaves the package. */
class NotUnderstood extends RuntimeException {

    private final String reason;
    private final Span at;

    NotUnderstood(String reason, Span at) {
        super(reason, null, false, false);
        this.reason = reason;
        this.at = at;
    }

    final String reason() {
        return reason;
    }

    final Span at() {
        return at;
    }
}
