package dev.penstock.citus.journal;

/** When rows were counted. */
public enum Moment {
    /** Before the first operation. */
    START,
    /** Just before the table moved. */
    MOVING,
    /** Just after. */
    MOVED,
    /** When it was verified. */
    NOW;

    /** As the journal spells it. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
