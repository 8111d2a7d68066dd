package dev.penstock.store;

/** What became of a {@link NewRun}. */
public enum StartVerdict {
    /** Inserted. */
    STARTED,
    /** The key was taken: the run existed before. */
    EXISTED
}
