package dev.penstock.bench.report;

import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.server.Counted;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One counted lap: what its runs cost the server. */
public record Costed(Entrant entrant, Load load, long runs, Counted counted) {

    public OptionalDouble statementsPerRun() {
        return perRun(counted.statements());
    }

    public OptionalDouble commitsPerRun() {
        return perRun(counted.commits());
    }

    public double walBytesPerStep() {
        return (double) counted.walBytes() / (runs * load.steps());
    }

    private OptionalDouble perRun(OptionalLong total) {
        return total.isPresent() ? OptionalDouble.of((double) total.getAsLong() / runs) : OptionalDouble.empty();
    }
}
