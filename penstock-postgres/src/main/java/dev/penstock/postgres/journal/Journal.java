package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/** Makes what runs record durable, many runs to one commit; see the package note. */
public final class Journal implements AutoCloseable {

    private final Apart apart;
    private final Shards shards;
    private final JournalOptions options;
    private final BiFunction<Lanes, Integer, FlushThread> flushing;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Writer writer;
    private volatile boolean closed;

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
        this.options = options;
        var outcomes = new Outcomes();
        this.apart = new Apart(callers, append, shards, outcomes, options.giveUpAfter());
        var outages = new Outages(options.giveUpAfter());
        this.flushing = (lanes, at) -> {
            var connection = new LaneConnection(server, append, appendStep, shards, at);
            var flusher = new Flusher(connection, append, shards, connections, outcomes, apart, outages, lanes::tells);
            return new FlushThread("penstock-journal-" + at, lanes, connection, flusher, options);
        };
        this.writer = new Writer(shards, options, flushing);
        shards.whenChanged(
                () -> Thread.ofVirtual().name("penstock-journal-lanes").start(this::followShards));
    }

    /**
     * Other lanes when there have come shards, or more of them, or nodes that nobody is connected to. What is pending is
     * durable before anything goes another way, so that the records of a run stay in their order.
     */
    private void followShards() {
        changing.lock();
        try {
            if (!closed && !writer.layout().equals(Writer.Layout.of(shards, options))) {
                writer.close();
                writer = new Writer(shards, options, flushing);
            }
        } finally {
            changing.unlock();
        }
    }

    /** How many lanes there are now. */
    public int lanes() {
        return writer.layout().lanes();
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
            while (!writer.put(pending)) {
                if (closed) {
                    pending.fail(new PenstockException(
                            ErrorCode.STORE_CLOSED, pending.described() + " was not recorded: the store is closed"));
                    return;
                }
                awaitChange();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            pending.fail(new PenstockException(
                    ErrorCode.STORE_REFUSED,
                    pending.described() + " was not recorded: interrupted while waiting for the journal",
                    interrupted));
        }
    }

    /** Returns when the lanes that are just being changed are there. */
    private void awaitChange() throws InterruptedException {
        changing.lockInterruptibly();
        changing.unlock();
    }

    /** Returns when all that was pending is durable or has failed. */
    @Override
    public void close() {
        closed = true;
        changing.lock();
        try {
            writer.close();
        } finally {
            changing.unlock();
        }
        apart.close();
    }
}
