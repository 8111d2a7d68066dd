package dev.penstock.store;

import dev.penstock.failure.Failure;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come, as one who waits for it needs it. A run that continued as another is followed to the last.
 *
 * @param id the last run of the chain
 * @param output JSON text
 */
public record RunOutcome(
        RunId id,
        String workflow,
        RunState state,
        @Nullable String output,
        @Nullable Failure failure) {}
