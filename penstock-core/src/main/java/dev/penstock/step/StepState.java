package dev.penstock.step;

import java.util.Locale;

/** Where a recorded step stands. */
public enum StepState {
    /** Begun and not settled: a child that is awaited. */
    WAITING,
    /** An attempt failed and another is due. */
    RETRYING,
    COMPLETED,
    FAILED;

    public boolean isSettled() {
        return this == COMPLETED || this == FAILED;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StepState ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
