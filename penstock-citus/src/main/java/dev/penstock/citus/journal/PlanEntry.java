package dev.penstock.citus.journal;

import org.jspecify.annotations.Nullable;

/**
 * A plan that was begun. Times are the database's, as text.
 *
 * @param recordedAt null until everything that was there before has been written down
 * @param finishedAt null while operations are left
 * @param reversedAt null unless it was taken back
 */
public record PlanEntry(
        String fingerprint,
        String mode,
        String beganAt,
        @Nullable String recordedAt,
        @Nullable String finishedAt,
        @Nullable String reversedAt) {}
