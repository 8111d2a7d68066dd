package dev.penstock.queue;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.time.Duration;

/**
 * How many runs of a queue are started in time, over all workers and by the database's clock: in any stretch of time
 * {@code t} no more than {@code burst + t × count / period}. A run counts once, when it is first executed; one that goes
 * on after a wait or a take-over does not count again.
 *
 * @param count starts per period, 1 or more
 * @param period 1 ms to 1 day
 * @param burst how many may start at once after a quiet time, 1 or more
 */
public record Rate(int count, Duration period, int burst) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public Rate {
        if (count < 1 || burst < 1 || period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "a rate of " + count + " in " + period + " with a burst of " + burst
                            + "; accepted are a count and a burst of 1 or more and a period of 1 ms to 1 day");
        }
    }

    @Override
    public String toString() {
        return count + " in " + period + ", at most " + burst + " at once";
    }
}
