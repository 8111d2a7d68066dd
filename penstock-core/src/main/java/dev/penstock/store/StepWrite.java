package dev.penstock.store;

import dev.penstock.failure.Failure;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepState;
import org.jspecify.annotations.Nullable;

/**
 * A step's record to be written.
 *
 * @param update whether an unsettled record of it exists (retrying, waiting) that this one replaces; a settled record
 *     is never replaced
 * @param result JSON text
 */
public record StepWrite(
        StepKey key,
        StepKind kind,
        StepState state,
        boolean update,
        @Nullable String result,
        @Nullable Failure failure,
        @Nullable StepMetadata metadata,
        @Nullable Due due,
        boolean timedOut,
        long durationMicros) {

    /** A step that completed at its first attempt. */
    public static StepWrite completed(StepKey key, StepKind kind, @Nullable String result, long durationMicros) {
        return new StepWrite(key, kind, StepState.COMPLETED, false, result, null, null, null, false, durationMicros);
    }
}
