package dev.penstock.postgres.journal;

import org.jspecify.annotations.Nullable;

/** Makes durable in one commit what is pending, at once when nothing is under way, for as long as there are lanes. */
final class FlushThread implements AutoCloseable {

    private final Lanes lanes;
    private final LaneConnection connection;
    private final Flusher flusher;
    private final JournalOptions options;
    private final Thread thread;

    FlushThread(String name, Lanes lanes, LaneConnection connection, Flusher flusher, JournalOptions options) {
        this.lanes = lanes;
        this.connection = connection;
        this.flusher = flusher;
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
            for (var taken = next(); taken != null; taken = next()) {
                lanes.done(taken, flusher.flush(taken.parts()), flusher.pauseNanos());
            }
        } catch (InterruptedException nobodyInterruptsThis) {
            throw new IllegalStateException(nobodyInterruptsThis);
        } finally {
            connection.close();
        }
    }

    private Lanes.@Nullable Taken next() throws InterruptedException {
        return lanes.take(options.flushEntries(), options.flushBytes(), connection.node());
    }
}
