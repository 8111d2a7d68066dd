package dev.penstock.store;

import dev.penstock.run.RunId;
import dev.penstock.step.StepRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that now is this worker's, with all that is needed to execute it.
 *
 * @param claimedAt the database clock at the claim
 * @param steps the whole history, in the order in which it was recorded
 */
public record ClaimedRun(
        Holding holding,
        String workflow,
        String version,
        @Nullable String input,
        @Nullable RunId parent,
        boolean detached,
        boolean cancelRequested,
        int priority,
        String queue,
        @Nullable Instant deadlineAt,
        Instant claimedAt,
        List<StepRecord> steps) {}
