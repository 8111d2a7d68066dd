package dev.penstock.queue;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant's runs may use, in whichever queues they are. Immutable.
 *
 * @param concurrency how many of its runs execute at once over all workers, null for any number
 * @param weight how many of its runs have their turn where another tenant has one, when there is more to do than workers
 *     have room for; 1 to 100
 */
public record Allowance(@Nullable Integer concurrency, int weight) {

    private static final int WEIGHT_MAX = 100;
    private static final Allowance DEFAULTS = new Allowance(null, 1);

    public Allowance {
        if ((concurrency != null && concurrency < 1) || weight < 1 || weight > WEIGHT_MAX) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "an allowance with concurrency " + concurrency + " and weight " + weight
                            + "; accepted are a concurrency of 1 or more and a weight of 1 to " + WEIGHT_MAX);
        }
    }

    /** What a tenant has that was given nothing else: any number at once, one turn like everybody. */
    public static Allowance defaults() {
        return DEFAULTS;
    }

    /** At most so many of the tenant's runs execute at once, over all workers. */
    public Allowance withConcurrency(int atMost) {
        return new Allowance(atMost, weight);
    }

    public Allowance withWeight(int weight) {
        return new Allowance(concurrency, weight);
    }
}
