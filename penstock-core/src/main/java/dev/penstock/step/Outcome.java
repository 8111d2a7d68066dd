package dev.penstock.step;

import dev.penstock.failure.StepFailedException;
import org.jspecify.annotations.Nullable;

/** How a step ended: with a result or with a failure. */
public sealed interface Outcome<T> {

    /** The step's result. */
    record Completed<T>(@Nullable T value) implements Outcome<T> {}

    /** The step's failure, as {@code Run.step} would have thrown it. */
    record Failed<T>(StepFailedException failure) implements Outcome<T> {}

    /** The result, or throws the failure. */
    @SuppressWarnings("NullAway") // a step may have returned null; T stands for what its author declared
    default T orThrow() {
        return switch (this) {
            case Completed<T> completed -> completed.value();
            case Failed<T> failed -> throw failed.failure();
        };
    }

    default boolean isCompleted() {
        return this instanceof Completed<T>;
    }
}
