package dev.penstock.engine;

import dev.penstock.failure.PenstockException;
import dev.penstock.step.Attempt;
import dev.penstock.step.StepFunction;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepOptions;
import dev.penstock.store.StepWrite;
import org.jspecify.annotations.Nullable;

/** A step that is to be executed: its key, how to insist, and one attempt of it. */
record Task<T>(StepKey key, StepKind kind, StepOptions options, Body<T> body) {

    /** One attempt. */
    @FunctionalInterface
    interface Body<T> {
        Produced<T> run(Trial trial) throws Exception;
    }

    /** An attempt that is under way. */
    record Trial(Attempt attempt, Interruption interruption, Success success) {

        /** What the step's function returns when nothing interrupted it. */
        <T> T call(StepFunction<T> function) throws Exception {
            return interruption.around(() -> function.run(attempt));
        }
    }

    /** Builds the record of an attempt that succeeded with this JSON text. */
    @FunctionalInterface
    interface Success {
        StepWrite write(String json);
    }

    /**
     * What an attempt brought.
     *
     * @param value the result after its way through the codec
     * @param write what is to be recorded; null when the attempt recorded itself, in its transaction
     */
    record Produced<T>(@Nullable T value, @Nullable StepWrite write) {}

    /** A result that cannot be written: the code's mistake, not a failure of the step that a retry could mend. */
    static final class Unwritable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final PenstockException refusal;

        Unwritable(PenstockException refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        PenstockException refusal() {
            return refusal;
        }
    }
}
