package dev.penstock.bench.report;

import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.server.Counted;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One counted lap: what its runs cost the server. */
public record Costed(Entrant entrant, Load load, long runs, double allocatedBytesPerStep, Counted counted) {

    public OptionalDouble statementsPerRun() {
        return perRun(counted.statements());
    }

    public OptionalDouble commitsPerRun() {
        return perRun(counted.commits());
    }

    public double walBytesPerStep() {
        return (double) counted.walBytes() / (runs * load.steps());
    }

    /** Entries put into indexes. */
    public OptionalDouble indexWritesPerStep() {
        var writes = perRun(counted.indexWrites());
        return writes.isPresent() ? OptionalDouble.of(writes.getAsDouble() / load.steps()) : writes;
    }

    /** The share of the updates that touched no index; absent where nothing was updated. */
    public OptionalDouble hotShare() {
        long updates = counted.updates().orElse(0);
        return updates == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) counted.hotUpdates().orElse(0) / updates);
    }

    private OptionalDouble perRun(OptionalLong total) {
        return total.isPresent() ? OptionalDouble.of((double) total.getAsLong() / runs) : OptionalDouble.empty();
    }
}
