package dev.penstock.citus.apply;

import dev.penstock.citus.plan.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told how applying goes. Called by the thread that applies, between statements; what it throws stops the applying. Only {@link
 * #underWay} comes from another thread, while a statement runs, and what that throws is logged.
 */
public interface Watcher {

    /** Says nothing. */
    Watcher SILENT = new Watcher() {};

    /** @param left operations that are not done yet */
    default void planned(int operations, int left) {}

    default void began(Operation operation) {}

    /**
     * An operation has come further.
     *
     * @param of null when nobody knows
     */
    default void advanced(Operation operation, long done, @Nullable Long of, String note) {}

    /**
     * A statement of an operation that still runs has come further.
     *
     * @param part what it is at; a rate is worth something within the same one only
     * @param unit of the figures, such as blocks
     * @param of null when nobody knows
     */
    default void underWay(Operation operation, String part, String unit, long done, @Nullable Long of) {}

    /** An attempt was given up and another one follows. */
    default void retrying(Operation operation, int attempt, Duration pause, String why) {}

    /** Something was found and mended, or is worth knowing. */
    default void remarked(String text) {}

    /** @param skipped it was done before */
    default void finished(Operation operation, boolean skipped) {}
}
