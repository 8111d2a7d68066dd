package dev.penstock.postgres.journal;

import java.util.List;

/**
 * What is still to be flushed of what was taken from the lanes.
 *
 * @param resubmitted whether it may have been committed before
 */
record Part(List<Pending> pending, boolean resubmitted) {}
