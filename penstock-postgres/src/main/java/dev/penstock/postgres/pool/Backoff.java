package dev.penstock.postgres.pool;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts, doubling from 10 ms to 1 s, until a total time is used up. For one thread. */
public final class Backoff {

    private static final long FIRST_MS = 10;
    private static final long LONGEST_MS = 1_000;

    private final long total;
    private final long begun = System.nanoTime();
    private long pauseMs = FIRST_MS;

    public Backoff(Duration total) {
        this.total = total.toNanos();
    }

    /** Waits, and tells whether another attempt is in time; false at once when it is not or the thread is interrupted. */
    public boolean pause() {
        var nanos = next();
        if (nanos.isEmpty()) {
            return false;
        }
        try {
            Thread.sleep(Duration.ofNanos(nanos.getAsLong()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    /** How many nanoseconds to wait before another attempt, for who does not wait here; none when it is too late. */
    public OptionalLong next() {
        if (System.nanoTime() - begun >= total) {
            return OptionalLong.empty();
        }
        long pause = ThreadLocalRandom.current().nextLong(pauseMs / 2, pauseMs + 1);
        pauseMs = Math.min(pauseMs * 2, LONGEST_MS);
        return OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(pause));
    }
}
