package dev.penstock.step;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a map, in the order of its items.
 *
 * @param outcomes one per item
 */
public record MapResult<T>(List<Outcome<T>> outcomes) {

    public MapResult {
        outcomes = List.copyOf(outcomes);
    }

    /** Every item's result in order, or throws the first failure in that order. */
    public List<T> orThrow() {
        return outcomes.stream().map(Outcome::orThrow).toList();
    }

    /** The results of the items that completed, in order. */
    public List<@Nullable T> completed() {
        return Collections.unmodifiableList(outcomes.stream()
                .filter(Outcome::isCompleted)
                .map(outcome -> ((Outcome.Completed<T>) outcome).value())
                .toList());
    }

    /** The 0-based positions of the items that failed. */
    public List<Integer> failedItems() {
        return IntStream.range(0, outcomes.size())
                .filter(at -> !outcomes.get(at).isCompleted())
                .boxed()
                .toList();
    }

    /** The outcome of the item at this 0-based position. */
    public Outcome<T> get(int position) {
        return Objects.requireNonNull(outcomes.get(position));
    }
}
