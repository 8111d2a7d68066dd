package dev.penstock.postgres.journal;

import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Makes what runs record durable, many runs to one commit; see the package note. */
public final class Journal implements AutoCloseable {

    private final List<Lane> lanes;

    public Journal(DataSource server, Append append, JournalOptions options) {
        this.lanes = IntStream.range(0, options.lanes())
                .mapToObj(at -> new Lane("penstock-journal-" + at, new LaneConnection(server, append), options))
                .toList();
        lanes.forEach(Lane::start);
    }

    /** Blocks while too much is pending; completes when the commit is durable. */
    public CompletableFuture<Verdict> record(Entry entry) {
        var verdict = new CompletableFuture<Verdict>();
        laneOf(entry.holding().run()).put(new Pending.PendingEntry(entry, verdict));
        return verdict;
    }

    /** As {@link #record}, for a run that begins. */
    public CompletableFuture<StartVerdict> start(NewRun run) {
        var verdict = new CompletableFuture<StartVerdict>();
        laneOf(run.key()).put(new Pending.PendingStart(run, verdict));
        return verdict;
    }

    /** All of a run goes one way, so its records keep their order. */
    private Lane laneOf(RunKey run) {
        return lanes.get(Math.floorMod((run.id().value().hashCode() * 0x9E3779B9) >>> 16, lanes.size()));
    }

    /** Returns when all that was pending is durable or has failed. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
