package dev.penstock.citus.inspect;

/** Something about a table that matters on Citus. */
public record Note(Weight weight, String text) {

    /** What a note asks for. */
    public enum Weight {
        /** Citus refuses the table until this is changed. */
        BLOCKS,
        /** A guarantee changes: somebody must choose how. */
        DECIDE,
        /** Good to know. */
        NOTE
    }

    static Note blocks(String text) {
        return new Note(Weight.BLOCKS, text);
    }

    static Note decide(String text) {
        return new Note(Weight.DECIDE, text);
    }

    static Note note(String text) {
        return new Note(Weight.NOTE, text);
    }
}
