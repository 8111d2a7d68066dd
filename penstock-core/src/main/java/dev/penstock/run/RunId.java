package dev.penstock.run;

import java.util.Objects;
import java.util.UUID;

/**
 * The identity of one run within its tenant.
 *
 * <p>Shape: a UUID. Runs without an idempotency key get a time-ordered one (version 7); runs with a key get one derived
 * from tenant, workflow and key (version 8), which is what makes a second start with the same key find the first run.
 */
public record RunId(UUID value) implements Comparable<RunId> {

    public RunId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when {@code text} is not a UUID
     */
    public static RunId of(String text) {
        return new RunId(UUID.fromString(text));
    }

    @Override
    public int compareTo(RunId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
