package dev.penstock.engine;

import dev.penstock.step.Outcome;
import dev.penstock.store.StepWrite;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a step came when it was advanced. */
sealed interface Progress<T> {

    /**
     * It has a result or has failed for good.
     *
     * @param unrecorded its record when it is for the caller to record it, otherwise null
     */
    record Settled<T>(Outcome<T> outcome, @Nullable StepWrite unrecorded) implements Progress<T> {}

    /** An attempt failed; the next is due later than a moment from now. */
    record Later<T>(Prior prior, Instant dueAt) implements Progress<T> {}

    /** It was interrupted because another step was first; nothing was recorded. */
    record Dropped<T>(Prior prior) implements Progress<T> {}
}
