package dev.penstock.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a step beside its outcome; one JSON object inside the step's record, absent for a step that
 * succeeded at its first attempt without options.
 *
 * @param attempt attempts made so far
 * @param maxAttempts attempts allowed
 * @param timeoutMillis the limit of one attempt, null for none
 * @param attempts the failed attempts, oldest first, at most {@value #ATTEMPTS_MAX} (the newest are kept)
 * @param childRun the child run, of a {@link StepKind#CHILD}
 */
public record StepMetadata(
        int attempt,
        int maxAttempts,
        @Nullable Long timeoutMillis,
        List<FailedAttempt> attempts,
        @Nullable String childRun) {

    private static final int ATTEMPTS_MAX = 20;

    /** One failed attempt: its number, how long it took, and what it failed with in one line. */
    public record FailedAttempt(int number, long durationMicros, String failure) {}

    public StepMetadata {
        int surplus = attempts.size() - ATTEMPTS_MAX;
        attempts = List.copyOf(surplus > 0 ? attempts.subList(surplus, attempts.size()) : attempts);
    }

    public static StepMetadata ofChild(String childRun) {
        return new StepMetadata(1, 1, null, List.of(), childRun);
    }
}
