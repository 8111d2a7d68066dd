package dev.penstock.step;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;

/**
 * How a map over items runs. Immutable.
 *
 * @param concurrency how many items are under way at once, 1 or more; may change between versions of the code
 * @param toleratedFailures how many failed items the map bears before it stops: with 0 the first failure stops it
 * @param step retry and timeout of each item
 */
public record MapOptions(int concurrency, int toleratedFailures, StepOptions step) {

    public MapOptions {
        if (concurrency < 1 || toleratedFailures < 0) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "map with concurrency " + concurrency + " and " + toleratedFailures
                            + " tolerated failures; accepted are a concurrency of 1 or more and zero or more failures");
        }
    }

    /** Up to this many items at once; the first failure stops the map. */
    public static MapOptions concurrency(int items) {
        return new MapOptions(items, 0, StepOptions.defaults());
    }

    /** Bears this many failed items; one more stops the map: no further item begins, those under way are awaited. */
    public MapOptions withToleratedFailures(int items) {
        return new MapOptions(concurrency, items, step);
    }

    /** Runs every item whatever becomes of the others. */
    public MapOptions withAllFailuresTolerated() {
        return withToleratedFailures(Integer.MAX_VALUE);
    }

    public MapOptions withStep(StepOptions each) {
        return new MapOptions(concurrency, toleratedFailures, each);
    }
}
