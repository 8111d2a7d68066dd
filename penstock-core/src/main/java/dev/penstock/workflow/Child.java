package dev.penstock.workflow;

import dev.penstock.run.RunId;

/** A child run that has been started. */
public interface Child<O> {

    RunId id();

    /**
     * Waits for the child's output; a parent that waits longer than a moment leaves memory. A failure is recorded with the
     * parent, which keeps to it when the child is resumed meanwhile, see {@link dev.penstock.Tenant#resume}.
     *
     * <p>Errors: the child failed, timed out or was cancelled → {@link dev.penstock.run.RunFailedException} with its
     * failure. Threads: on the parent's own thread only.
     */
    O result();
}
