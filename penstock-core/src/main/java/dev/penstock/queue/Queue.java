package dev.penstock.queue;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.step.StepName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A named queue and its limits. Immutable.
 *
 * <pre>{@code
 * Queue.named("mail").withConcurrency(50).withWorkerConcurrency(10).withRate(100, Duration.ofSeconds(1))
 * }</pre>
 *
 * @param name like that of a workflow; not {@link #DEFAULT}, which stands for the queue without limits
 * @param concurrency how many of its runs execute at once over all workers, null for any number
 * @param workerConcurrency how many of its runs execute at once in one worker, null for any number
 * @param rate how many of its runs start in time, null for any number
 */
public record Queue(
        String name,
        @Nullable Integer concurrency,
        @Nullable Integer workerConcurrency,
        @Nullable Rate rate) {

    /** The queue of every run that was started without naming one; it has no limits. */
    public static final String DEFAULT = "default";

    public Queue {
        if (StepName.check(name).equals(DEFAULT)) {
            throw new PenstockException(
                    ErrorCode.INVALID_NAME, "the queue '" + DEFAULT + "' has no limits; give yours another name");
        }
        check(name, concurrency);
        check(name, workerConcurrency);
    }

    /** A queue without limits, to be given some. Errors: an unusable name → {@code PEN-1003}. */
    public static Queue named(String name) {
        return new Queue(name, null, null, null);
    }

    /** At most so many of its runs execute at once, over all workers. */
    public Queue withConcurrency(int atMost) {
        return new Queue(name, atMost, workerConcurrency, rate);
    }

    /** At most so many of its runs execute at once in one worker. */
    public Queue withWorkerConcurrency(int atMost) {
        return new Queue(name, concurrency, atMost, rate);
    }

    /** At most so many of its runs start per period, and so many at once after a quiet time; see {@link Rate}. */
    public Queue withRate(int count, Duration period) {
        return withRate(new Rate(count, period, count));
    }

    public Queue withRate(Rate rate) {
        return new Queue(name, concurrency, workerConcurrency, rate);
    }

    private static void check(String name, @Nullable Integer atMost) {
        if (atMost != null && atMost < 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "queue " + name + " with a concurrency of " + atMost + "; accepted is 1 or more");
        }
    }
}
