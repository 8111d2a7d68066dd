package dev.penstock.step;

import dev.penstock.failure.Failure;
import dev.penstock.run.RunId;
import dev.penstock.step.StepMetadata.FailedAttempt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The record of a step, as it stands in the store.
 *
 * @param result JSON text as the codec wrote it; null unless completed
 * @param dueAt when a timer fires or the next attempt is due; of a failed step, when its run was resumed, until it is
 *     tried again; null otherwise
 * @param timedOut whether the newest failed attempt was a timeout
 * @param durationMicros how long the newest attempt took
 * @param recordedAt when the record was last written, on the database clock
 */
public record StepRecord(
        String tenant,
        RunId run,
        StepKey key,
        StepKind kind,
        StepState state,
        @Nullable String result,
        @Nullable Failure failure,
        @Nullable StepMetadata metadata,
        @Nullable Instant dueAt,
        boolean timedOut,
        long durationMicros,
        Instant recordedAt) {

    /** The same as a record of a step whose attempts go on. */
    public StepRecord triedAgain() {
        var failed = metadata != null || failure == null
                ? metadata
                : new StepMetadata(1, 1, null, List.of(new FailedAttempt(1, durationMicros, failure.summary())), null);
        return new StepRecord(
                tenant,
                run,
                key,
                kind,
                StepState.RETRYING,
                result,
                failure,
                failed,
                dueAt,
                timedOut,
                durationMicros,
                recordedAt);
    }

    /** Attempts made so far. */
    public int attempts() {
        return metadata == null ? 1 : metadata.attempt();
    }
}
