package dev.penstock.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of steps of different types that ran side by side, found by the step itself. */
public final class Results {

    private final List<? extends Step<?>> steps;
    private final List<? extends @Nullable Object> values;

    /** Pairs each step with the value at its position. */
    public Results(List<? extends Step<?>> steps, List<? extends @Nullable Object> values) {
        this.steps = steps;
        this.values = values;
    }

    /**
     * What {@code step} returned.
     *
     * @throws IllegalArgumentException when {@code step} was not among the steps that ran
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // put there by the step with this very type; null if it returned null
    public <T> T get(Step<T> step) {
        int position = steps.indexOf(step);
        if (position < 0) {
            throw new IllegalArgumentException("step " + step.name() + " is not one of the steps that were run");
        }
        return (T) values.get(position);
    }
}
