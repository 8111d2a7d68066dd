package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Makes what runs record durable, many runs to one commit; see the package note. */
public final class Journal implements AutoCloseable {

    private final Apart apart;
    private final Lanes lanes;
    private final List<FlushThread> threads;
    private final Shards shards;
    private final boolean slices;

    /**
     * @param server where the lanes connect
     * @param callers for what has to wait apart
     */
    public Journal(
            DataSource server,
            Connections connections,
            Connections callers,
            Append append,
            AppendStep appendStep,
            Shards shards,
            JournalOptions options) {
        this.shards = shards;
        var outcomes = new Outcomes();
        this.apart = new Apart(callers, append, shards, outcomes, options.giveUpAfter());
        // Where there are shards, what goes together is cut by them again: two flushes are done sooner side by side.
        this.slices = shards.exist();
        int many = slices ? 1 : Lanes.MANY;
        // A lane per shard, and no node may keep all flushes busy: what waits for one that is lost is in nobody's way.
        int count = shards.lanes(options.lanes());
        this.lanes = new Lanes(
                count,
                many,
                options.pendingEntries(),
                options.pendingBytes() * options.lanes() / count,
                run -> shards.nodeOf(run.tenant()),
                () -> shards.nodes().size() > 1 ? Math.ceilDiv(options.lanes(), 2) : options.lanes());
        var outages = new Outages(options.giveUpAfter());
        this.threads = IntStream.range(0, options.lanes())
                .mapToObj(at -> {
                    var connection = new LaneConnection(server, append, appendStep, shards, at);
                    var flusher = new Flusher(connection, append, shards, connections, outcomes, apart, outages);
                    return new FlushThread("penstock-journal-" + at, lanes, connection, flusher, options);
                })
                .toList();
        threads.forEach(FlushThread::start);
    }

    /** Blocks while too much is pending; completes when the commit is durable. */
    public CompletableFuture<Verdict> record(Entry entry) {
        var verdict = new CompletableFuture<Verdict>();
        put(new Pending.PendingEntry(entry, verdict));
        return verdict;
    }

    /** As {@link #record}, for a run that begins. */
    public CompletableFuture<StartVerdict> start(NewRun run) {
        var verdict = new CompletableFuture<StartVerdict>();
        put(new Pending.PendingStart(run, verdict));
        return verdict;
    }

    private void put(Pending pending) {
        try {
            int lane =
                    slices ? shards.sliceOf(pending.run(), lanes.count()) : Shards.laneOf(pending.run(), lanes.count());
            if (!lanes.put(lane, pending)) {
                pending.fail(new PenstockException(
                        ErrorCode.STORE_CLOSED, pending.described() + " was not recorded: the store is closed"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            pending.fail(new PenstockException(
                    ErrorCode.STORE_REFUSED,
                    pending.described() + " was not recorded: interrupted while waiting for the journal",
                    interrupted));
        }
    }

    /** Returns when all that was pending is durable or has failed. */
    @Override
    public void close() {
        lanes.close();
        threads.forEach(FlushThread::close);
        apart.close();
    }
}
