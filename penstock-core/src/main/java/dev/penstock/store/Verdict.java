package dev.penstock.store;

/** What became of an {@link Entry}. */
public enum Verdict {
    /** All of it is durable. */
    RECORDED,
    /** All of it is durable, and cancellation of the run was requested meanwhile. */
    RECORDED_CANCEL_REQUESTED,
    /** None of it was written: the run is in other hands, or finished. */
    SUPERSEDED
}
