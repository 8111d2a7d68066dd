package dev.penstock.store;

/**
 * What a worker says of a limited subject when shares are dealt.
 *
 * @param used how many runs it executes; it starts no more until it has the answer
 * @param wanted how many it could execute at once, {@code used} or more
 */
public record Demand(Subject subject, int used, int wanted) {}
