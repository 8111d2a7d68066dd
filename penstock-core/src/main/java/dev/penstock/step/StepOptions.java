package dev.penstock.step;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a step insists, and how it relates to older versions of the code. Immutable.
 *
 * @param timeout the longest one attempt may take before its thread is interrupted and it counts as failed with
 *     {@code PEN-2005}, whatever its function returns after that: nobody can tell part of a result from the whole. Its
 *     effect may have happened, as that of any failed attempt, and the next one has the same idempotency key; what a
 *     transactional step wrote is rolled back. Null for no limit
 * @param added whether runs that are already past this place may meet this step for the first time, see {@link
 *     #withAdded}
 * @param renamedFrom the name under which older versions of the code recorded this step
 */
public record StepOptions(
        Retry retry,
        @Nullable Duration timeout,
        boolean added,
        @Nullable String renamedFrom) {

    private static final StepOptions DEFAULTS = new StepOptions(Retry.none(), null, false, null);

    public StepOptions {
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION, "step timeout is " + timeout + "; accepted is more than zero");
        }
    }

    /** One attempt, no timeout. */
    public static StepOptions defaults() {
        return DEFAULTS;
    }

    public static StepOptions retry(Retry retry) {
        return DEFAULTS.withRetry(retry);
    }

    public static StepOptions timeout(Duration perAttempt) {
        return DEFAULTS.withTimeout(perAttempt);
    }

    public StepOptions withRetry(Retry retry) {
        return new StepOptions(retry, timeout, added, renamedFrom);
    }

    public StepOptions withTimeout(Duration perAttempt) {
        return new StepOptions(retry, perAttempt, added, renamedFrom);
    }

    /**
     * Declares that this step was inserted into code that runs are already under way with: a replay that meets it while
     * later steps are recorded executes it instead of stopping with {@code PEN-1007}.
     */
    public StepOptions withAdded() {
        return new StepOptions(retry, timeout, true, renamedFrom);
    }

    /**
     * Declares the former name, so that a replay finds what was recorded under it.
     *
     * <p>Other uses may keep the name: which records are whose is told by the order of all uses. So none may keep it where a
     * renamed step can be left without a record, as one of {@code any} that was not the first, or comes side by side with
     * it: there all uses are renamed, or the new code is given a new version.
     */
    public StepOptions withRenamedFrom(String former) {
        return new StepOptions(retry, timeout, added, former);
    }
}
