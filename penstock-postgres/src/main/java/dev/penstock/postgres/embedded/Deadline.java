package dev.penstock.postgres.embedded;

import java.time.Duration;

/** Bounds the waiting for something that can only be looked at: a file, a process that is not our child. */
record Deadline(long nanoTime) {

    private static final Duration PAUSE = Duration.ofMillis(5);

    static Deadline after(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /** Waits a moment before the next look. */
    void pause() throws InterruptedException {
        Thread.sleep(PAUSE);
    }
}
