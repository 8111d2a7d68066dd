package dev.penstock.step;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.NonRetryableException;
import dev.penstock.failure.PenstockException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * How often a failed step is tried again, and when. Immutable.
 *
 * <p>The delay before attempt {@code n + 1} is {@code initial × factor^(n-1)}, at most {@code cap}, spread by
 * ±{@code jitter}. Every failed attempt is recorded before the delay begins, so attempts are counted across crashes.
 * {@link NonRetryableException} ends the step whatever the policy says.
 *
 * <p>Shape: attempts 1 or more, delays zero or more, factor 1 or more, jitter 0 to 1. Errors: {@code PEN-1010}.
 */
public record Retry(
        int maxAttempts,
        Duration initialDelay,
        double factor,
        Duration cap,
        double jitter,
        Predicate<Throwable> retryable) {

    private static final Duration CAP = Duration.ofHours(1);
    /** Fewer than a long of nanoseconds holds. */
    private static final double NANOS_MAX_SECONDS = 9e9;

    private static final Retry NONE = new Retry(1, Duration.ZERO, 1, CAP, 0, thrown -> true);

    public Retry {
        if (maxAttempts < 1
                || initialDelay.isNegative()
                || !(factor >= 1)
                || cap.isNegative()
                || !(jitter >= 0 && jitter <= 1)) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "retry with " + maxAttempts + " attempts, delay " + initialDelay + ", factor " + factor + ", cap "
                            + cap + ", jitter " + jitter
                            + "; accepted are 1 or more attempts, delays of zero or more, a factor of 1 or more, and a"
                            + " jitter from 0 to 1");
        }
    }

    /** One attempt. */
    public static Retry none() {
        return NONE;
    }

    /** Up to {@code max} attempts in all, at once after each other unless a delay is given. */
    public static Retry attempts(int max) {
        return new Retry(max, Duration.ZERO, 1, CAP, 0, thrown -> true);
    }

    /** The same delay before every further attempt. */
    public Retry fixed(Duration delay) {
        return new Retry(maxAttempts, delay, 1, cap, jitter, retryable);
    }

    /** A delay that grows by {@code factor} with every attempt. */
    public Retry exponential(Duration initial, double factor) {
        return new Retry(maxAttempts, initial, factor, cap, jitter, retryable);
    }

    /** No delay is longer than this, jitter aside; one hour unless told. */
    public Retry withCap(Duration cap) {
        return new Retry(maxAttempts, initialDelay, factor, cap, jitter, retryable);
    }

    /** Spreads every delay by up to this share of itself, both ways. */
    public Retry withJitter(double share) {
        return new Retry(maxAttempts, initialDelay, factor, cap, share, retryable);
    }

    /** Only failures of this type are tried again. */
    public Retry on(Class<? extends Throwable> type) {
        return on(type::isInstance);
    }

    /** Only failures that pass the filter are tried again. */
    public Retry on(Predicate<Throwable> filter) {
        return new Retry(maxAttempts, initialDelay, factor, cap, jitter, filter);
    }

    /** Whether a step that has just failed its {@code attempt}th attempt (1-based) with {@code thrown} is tried again. */
    public boolean allows(int attempt, Throwable thrown) {
        return attempt < maxAttempts && !(thrown instanceof NonRetryableException) && retryable.test(thrown);
    }

    /** How long to wait after the {@code attempt}th attempt (1-based) failed. */
    public Duration delayAfter(int attempt, RandomGenerator random) {
        double seconds = Math.min(seconds(initialDelay) * Math.pow(factor, attempt - 1), seconds(cap));
        double spread = jitter == 0 ? 1 : 1 + jitter * (2 * random.nextDouble() - 1);
        double delay = seconds * spread;
        // A long of nanoseconds ends after 292 years, and a cap may be "for ever".
        return delay < NANOS_MAX_SECONDS ? Duration.ofNanos(Math.round(delay * 1e9)) : Duration.ofSeconds((long) delay);
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
