package dev.penstock.bench.contestant;

/**
 * One lap's work: keep {@code inFlight} runs of {@code steps} steps going, start no more after {@code millis}, and let
 * those that are under way finish.
 */
public record Load(int inFlight, int steps, long millis) {}
