package dev.penstock.postgres.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Durations and instants as PostgreSQL counts them: in microseconds. */
public final class Micros {

    /** Far enough for any timer, near enough for a timestamptz. */
    private static final Duration LONGEST = Duration.ofDays(3_650_000);

    private static final Instant LATEST = Instant.EPOCH.plus(LONGEST);

    private Micros() {}

    /** Rounded up, so that a timer never fires early; at most ten thousand years. */
    public static long of(Duration duration) {
        var bounded = duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
        return Math.addExact(
                Math.multiplyExact(bounded.getSeconds(), 1_000_000L), Math.ceilDiv(bounded.getNano(), 1_000));
    }

    /** Microseconds since 1970, rounded up; at most ten thousand years after. */
    public static long of(Instant instant) {
        return of(Duration.between(Instant.EPOCH, instant.isBefore(LATEST) ? instant : LATEST));
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
