package dev.penstock.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * The database clock as far as this process knows it: the last reading plus monotonic time since its receipt. It is
 * never ahead of the database, and behind by at most the round trip of the reading.
 */
final class DatabaseClock {

    private record Reading(Instant databaseTime, long atNanos) {}

    private volatile Reading reading;

    DatabaseClock(Instant databaseTime) {
        this.reading = new Reading(databaseTime, System.nanoTime());
    }

    /** Takes over a fresh reading, just received. */
    void set(Instant databaseTime) {
        reading = new Reading(databaseTime, System.nanoTime());
    }

    Instant now() {
        var last = reading;
        return last.databaseTime().plusNanos(System.nanoTime() - last.atNanos());
    }

    /** The moment that is so far ahead, or the last there is. */
    Instant after(Duration delay) {
        var now = now();
        return delay.compareTo(Duration.between(now, Instant.MAX)) < 0 ? now.plus(delay) : Instant.MAX;
    }

    Duration until(Instant instant) {
        return Duration.between(now(), instant);
    }
}
