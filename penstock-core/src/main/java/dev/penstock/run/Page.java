package dev.penstock.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param items at most the page size that was asked for
 * @param cursor where the next page begins, null when this is the last; its content is not a contract
 */
public record Page<T>(List<T> items, @Nullable String cursor) {

    public Page {
        items = List.copyOf(items);
    }

    /** The cursor of the next page, empty when this is the last. */
    public Optional<String> next() {
        return Optional.ofNullable(cursor);
    }
}
