package dev.penstock.postgres.journal;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
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

    private final Apart apart;
    private final List<Lane> lanes;
    private final Shards shards;

    /**
     * @param server where the lanes connect
     * @param connections for what has to wait apart
     */
    public Journal(
            DataSource server,
            Connections connections,
            Append append,
            AppendStep appendStep,
            Shards shards,
            JournalOptions options) {
        this.shards = shards;
        var outcomes = new Outcomes();
        this.apart = new Apart(connections, append, outcomes, options.giveUpAfter());
        this.lanes = IntStream.range(0, options.lanes())
                .mapToObj(at -> {
                    var connection = new LaneConnection(server, append, appendStep);
                    var flusher = new Flusher(connection, append, shards, outcomes, apart, options.giveUpAfter());
                    return new Lane("penstock-journal-" + at, connection, flusher, shards, options);
                })
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

    private Lane laneOf(RunKey run) {
        return lanes.get(shards.laneOf(run, lanes.size()));
    }

    /** Returns when all that was pending is durable or has failed. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
        apart.close();
    }
}
