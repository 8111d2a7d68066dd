package dev.penstock.bench.report;

import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.contestant.Lap;
import dev.penstock.bench.contestant.Load;
import java.util.OptionalLong;

/** One timed lap, with the processor time that the server spent meanwhile. */
public record Measured(int round, Entrant entrant, Load load, Lap lap, OptionalLong serverCpuNanos) {}
