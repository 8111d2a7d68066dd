package dev.penstock.store;

/** The right to write for a run: valid as long as the run still carries this worker and this epoch. */
public record Holding(RunKey run, WorkerId worker, long epoch) {}
