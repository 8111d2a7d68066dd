package dev.penstock.workflow;

import dev.penstock.run.Start;

/**
 * How a child run is started. Immutable.
 *
 * @param detached whether the child goes on when its parent is cancelled; otherwise it is cancelled too
 * @param start delay, priority, timeout and attributes; an idempotency key is not used, a child is identified by its
 *     parent and step
 */
public record ChildOptions(boolean detached, Start start) {

    private static final ChildOptions DEFAULTS = new ChildOptions(false, Start.options());

    /** Cancelled with its parent, started at once. */
    public static ChildOptions defaults() {
        return DEFAULTS;
    }

    /** Goes on when its parent is cancelled. */
    public ChildOptions withDetached() {
        return new ChildOptions(true, start);
    }

    public ChildOptions withStart(Start start) {
        return new ChildOptions(detached, start);
    }
}
