package dev.penstock.run;

import java.util.Objects;
import java.util.UUID;

/**
 * The identity of one run within its tenant.
 *
 * <p>Shape: a UUID. Runs without an idempotency key get a time-ordered one (version 7); runs with a key get one derived
 * from tenant, workflow and key (version 8), which is what makes a second start with the same key find the first run.
 * The last ten bits are the {@link #slot}.
 */
public record RunId(UUID value) implements Comparable<RunId> {

    private static final int SLOT_MASK = 1023;

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

    /**
     * Which of 1,024 slots it is in, 0 to 1,023: of a tenant that is spread it leads to the bucket. Children and
     * continuations are in the slot of the run that starts them, all others in any.
     */
    public int slot() {
        return (int) value.getLeastSignificantBits() & SLOT_MASK;
    }

    /** The same but for its slot, which is that of another. */
    public RunId inSlotOf(RunId other) {
        long low = (value.getLeastSignificantBits() & ~SLOT_MASK) | other.slot();
        return new RunId(new UUID(value.getMostSignificantBits(), low));
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
