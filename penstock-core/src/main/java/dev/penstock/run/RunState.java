package dev.penstock.run;

import java.util.Locale;

/** Where a run stands. {@code paused} is a flag beside it, not a state. */
public enum RunState {
    /** Accepted; waits for its due time and a free worker. */
    QUEUED,
    /** A worker executes it under a lease. */
    RUNNING,
    /** Parked on a timer, a retry or a child; holds neither thread nor heap. */
    WAITING,
    /** Finished with an output, or continued as a new run. */
    COMPLETED,
    /** Finished with a failure. */
    FAILED,
    /** Stopped on request. */
    CANCELLED;

    /** Whether the run is finished for good. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** The spelling used in SQL, REST and the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state with that {@link #label()}. */
    public static RunState ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
