package dev.penstock.postgres.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Durations and instants as PostgreSQL counts them: in microseconds. */
public final class Micros {

    /** Far enough for any timer, near enough for a timestamptz. */
    private static final Duration LONGEST = Duration.ofDays(3_650_000);

    private static final Instant LATEST = Instant.EPOCH.plus(LONGEST);

    /** Earlier than any clock, late enough for a timestamptz. */
    private static final Instant EARLIEST = Instant.EPOCH.minus(Duration.ofDays(365_000));

    private Micros() {}

    /** Rounded up, so that a timer never fires early; at most ten thousand years. */
    public static long of(Duration duration) {
        var bounded = duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
        return Math.addExact(
                Math.multiplyExact(bounded.getSeconds(), 1_000_000L), Math.ceilDiv(bounded.getNano(), 1_000));
    }

    /** Microseconds since 1970, rounded up; at most ten thousand years after and one thousand before. */
    public static long of(Instant instant) {
        var bounded = instant.isBefore(EARLIEST) ? EARLIEST : instant.isBefore(LATEST) ? instant : LATEST;
        return of(Duration.between(Instant.EPOCH, bounded));
    }

    public static Duration duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
