package dev.penstock.bench.report;

/** One lap of a peer's search for its best set-up. */
public record Tuned(int connections, int inFlight, double stepsPerSecond) {}
