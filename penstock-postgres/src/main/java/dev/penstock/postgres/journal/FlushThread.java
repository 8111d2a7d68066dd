package dev.penstock.postgres.journal;

import dev.penstock.postgres.shard.Shards;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes durable in one commit what is pending, at once when nothing is under way, for as long as there are lanes. */
final class FlushThread implements AutoCloseable {

    private final Lanes lanes;
    private final LaneConnection connection;
    private final Flusher flusher;
    private final Shards shards;
    private final JournalOptions options;
    private final Thread thread;
    private final Turns turns = new Turns();

    FlushThread(
            String name,
            Lanes lanes,
            LaneConnection connection,
            Flusher flusher,
            Shards shards,
            JournalOptions options) {
        this.lanes = lanes;
        this.connection = connection;
        this.flusher = flusher;
        this.shards = shards;
        this.options = options;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns when nothing is pending any more that this thread could flush; the lanes are closed first. */
    @Override
    public void close() {
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
        try {
            for (var taken = next(null); taken != null; taken = next(taken)) {
                flush(taken.pending());
            }
        } catch (InterruptedException nobodyInterruptsThis) {
            throw new IllegalStateException(nobodyInterruptsThis);
        } finally {
            connection.close();
        }
    }

    private Lanes.@Nullable Taken next(Lanes.@Nullable Taken done) throws InterruptedException {
        return lanes.take(done, options.flushEntries(), options.flushBytes());
    }

    private void flush(List<Pending> pending) {
        for (var ofShard : shards.byShard(pending, Pending::run)) {
            for (var flush : turns.cut(ofShard)) {
                flusher.flush(flush);
            }
        }
    }
}
