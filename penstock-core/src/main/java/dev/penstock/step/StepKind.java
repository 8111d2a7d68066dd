package dev.penstock.step;

import java.util.Locale;

/** What a step's record stands for. A replay that asks for another kind than the recorded one is a contradiction. */
public enum StepKind {
    STEP,
    /** A step whose function wrote to the application's tables in the transaction of its record. */
    TRANSACTION,
    /** A durable timer. */
    SLEEP,
    /** The run's recorded view of the clock. */
    NOW,
    /** Recorded chance. */
    RANDOM,
    UUID,
    /** A child run. */
    CHILD,
    /** Which of several steps was first. */
    CHOICE,
    /** The summary of a map over items. */
    MAP,
    /** A change of the run's attributes. */
    ATTRIBUTE;

    /** The spelling used in SQL, REST and the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StepKind ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
