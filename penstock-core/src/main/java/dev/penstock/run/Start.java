package dev.penstock.run;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Queue;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a run is started. Immutable.
 *
 * <p>Shape: priority 0 (last) to 9 (first), 5 unless told; delay zero or more; timeout more than zero, counted on the
 * database clock from the start of the run, its delay included; idempotency key 1 to 500 characters;
 * the {@linkplain Queue#DEFAULT default} queue unless told. Errors: anything
 * else is refused with {@code PEN-1010}.
 */
public record Start(
        @Nullable String idempotencyKey,
        Duration delay,
        int priority,
        @Nullable Duration timeout,
        Map<String, String> attributes,
        String queue) {

    private static final int DEFAULT_PRIORITY = 5;
    private static final int KEY_LENGTH_MAX = 500;
    private static final Start DEFAULTS =
            new Start(null, Duration.ZERO, DEFAULT_PRIORITY, null, Map.of(), Queue.DEFAULT);

    public Start {
        if (idempotencyKey != null && (idempotencyKey.isEmpty() || idempotencyKey.length() > KEY_LENGTH_MAX)) {
            throw refused("idempotencyKey", idempotencyKey.length() + " characters", "1 to " + KEY_LENGTH_MAX);
        }
        if (delay.isNegative()) {
            throw refused("delay", delay.toString(), "zero or more");
        }
        if (priority < 0 || priority > 9) {
            throw refused("priority", Integer.toString(priority), "0 to 9");
        }
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw refused("timeout", timeout.toString(), "more than zero");
        }
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** Starts at once, every time it is called. */
    public static Start options() {
        return DEFAULTS;
    }

    /** At most one run per tenant, workflow and key; a second start returns the first run's handle. */
    public static Start idempotencyKey(String key) {
        return DEFAULTS.withIdempotencyKey(key);
    }

    public Start withIdempotencyKey(String key) {
        return new Start(key, delay, priority, timeout, attributes, queue);
    }

    /** Not before this much time has passed on the database clock. */
    public Start withDelay(Duration delay) {
        return new Start(idempotencyKey, delay, priority, timeout, attributes, queue);
    }

    /** Among the runs of its tenant and queue: those of a higher priority that are due go first, always. */
    public Start withPriority(int priority) {
        return new Start(idempotencyKey, delay, priority, timeout, attributes, queue);
    }

    /** The run fails with {@code PEN-2003} when it has not finished by then. */
    public Start withTimeout(Duration timeout) {
        return new Start(idempotencyKey, delay, priority, timeout, attributes, queue);
    }

    /** Adds something to find the run by, see {@link RunQuery#withAttribute}. */
    public Start withAttribute(String key, String value) {
        var more = new TreeMap<>(attributes);
        more.put(key, value);
        return new Start(idempotencyKey, delay, priority, timeout, more, queue);
    }

    /**
     * Starts it in a queue, whose limits it then keeps. A start in a queue that there is not is refused with {@code
     * PEN-1017}.
     */
    public Start withQueue(String queue) {
        return new Start(idempotencyKey, delay, priority, timeout, attributes, queue);
    }

    private static PenstockException refused(String option, String value, String accepted) {
        return new PenstockException(
                ErrorCode.INVALID_OPTION, "start option " + option + " is " + value + "; accepted is " + accepted);
    }
}
