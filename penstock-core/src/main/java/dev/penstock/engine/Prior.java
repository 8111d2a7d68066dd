package dev.penstock.engine;

import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepMetadata.FailedAttempt;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been tried of a step before: nothing, or attempts that are on record.
 *
 * @param recorded whether the step has an unsettled record, so that the next write replaces it
 * @param dueAt when the next attempt may begin; null for at once
 */
record Prior(
        int attempts, List<FailedAttempt> failed, @Nullable Instant dueAt, boolean recorded) {

    static final Prior NONE = new Prior(0, List.of(), null, false);

    static Prior of(@Nullable StepRecord unsettled) {
        if (unsettled == null) {
            return NONE;
        }
        var metadata = unsettled.metadata();
        return new Prior(
                unsettled.attempts(), metadata == null ? List.of() : metadata.attempts(), unsettled.dueAt(), true);
    }

    Prior failed(FailedAttempt attempt, @Nullable Instant due) {
        var all = new ArrayList<>(failed);
        all.add(attempt);
        return new Prior(attempt.number(), all, due, true);
    }

    /** The metadata of a record that is written after {@code attempt} attempts; null when there is nothing to tell. */
    @Nullable
    StepMetadata metadata(int attempt, StepOptions options) {
        var timeout = options.timeout();
        if (attempt == 1 && options.retry().maxAttempts() == 1 && timeout == null) {
            return null;
        }
        return new StepMetadata(
                attempt, options.retry().maxAttempts(), timeout == null ? null : timeout.toMillis(), failed, null);
    }
}
