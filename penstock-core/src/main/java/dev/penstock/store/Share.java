package dev.penstock.store;

/**
 * A worker's part of a subject's concurrency.
 *
 * @param permits how many runs it may execute at once; the permits of all workers together are no more than the limit,
 *     unless that was lowered below what is under way
 * @param target the part that is fair now: with more permits than that a worker gives some back as runs end, with fewer
 *     it may soon be dealt more
 */
public record Share(Subject subject, int permits, int target) {}
