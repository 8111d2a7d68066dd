package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.shard.Shards;
import java.util.ArrayList;

/**
 * One ordered path of the journal: a thread that drains what is pending and makes it durable in one commit, at once
 * when it was idle, together with all that came meanwhile when it was not.
 */
final class Lane implements AutoCloseable {

    private final PendingQueue queue;
    private final LaneConnection connection;
    private final Flusher flusher;
    private final Shards shards;
    private final JournalOptions options;
    private final Thread thread;
    private final Turns turns = new Turns();

    Lane(String name, LaneConnection connection, Flusher flusher, Shards shards, JournalOptions options) {
        this.shards = shards;
        this.queue = new PendingQueue(options.pendingEntries(), options.pendingBytes());
        this.connection = connection;
        this.flusher = flusher;
        this.options = options;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void put(Pending pending) {
        try {
            if (!queue.put(pending)) {
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

    /** Returns when all that was pending is durable, has failed, or waits apart. */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var drained = new ArrayList<Pending>(options.flushEntries());
        try {
            while (queue.drain(drained, options.flushEntries(), options.flushBytes())) {
                for (var ofShard : shards.byShard(drained, Pending::run)) {
                    for (var flush : turns.cut(ofShard)) {
                        flusher.flush(flush);
                    }
                }
                drained.clear();
            }
        } catch (InterruptedException nobodyInterruptsThis) {
            throw new IllegalStateException(nobodyInterruptsThis);
        } finally {
            connection.close();
        }
    }
}
