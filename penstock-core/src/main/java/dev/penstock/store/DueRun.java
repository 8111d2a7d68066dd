package dev.penstock.store;

import java.time.Instant;

/**
 * A run that looked due, at the epoch at which it did; whoever claims it first has it.
 *
 * @param first whether nobody has executed it before
 */
public record DueRun(RunKey run, long epoch, String queue, int priority, Instant dueAt, boolean first) {}
