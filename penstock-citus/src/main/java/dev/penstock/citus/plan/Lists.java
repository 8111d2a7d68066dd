package dev.penstock.citus.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of records that a file may leave out where they are empty. */
final class Lists {

    private Lists() {}

    static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    static <T> List<T> filled(@Nullable List<T> list, String what) {
        if (list == null || list.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        return List.copyOf(list);
    }
}
