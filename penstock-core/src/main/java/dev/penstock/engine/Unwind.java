package dev.penstock.engine;

import dev.penstock.store.Transition;
import org.jspecify.annotations.Nullable;

/**
 * Leaves workflow code from inside a durable operation: an {@link Error}, so that {@code catch (Exception)} in workflow
 * code does not hold it up. Never leaves this package.
 */
final class Unwind extends Error {

    private static final long serialVersionUID = 1L;

    /** What is recorded when the code has been left; null when nothing may be, or it has been already. */
    private final transient @Nullable Transition transition;

    private Unwind(String reason, @Nullable Transition transition) {
        super("the run leaves its code: " + reason, null, false, false);
        this.transition = transition;
    }

    /** The run has ended or parked in the store; there is nothing more to record. */
    static Unwind recorded(String reason) {
        return new Unwind(reason, null);
    }

    /** The run changes hands or ends with this. */
    static Unwind with(String reason, Transition transition) {
        return new Unwind(reason, transition);
    }

    @Nullable
    Transition transition() {
        return transition;
    }
}
