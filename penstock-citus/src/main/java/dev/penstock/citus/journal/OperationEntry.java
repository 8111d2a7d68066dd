package dev.penstock.citus.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation that was begun, or found done. Times are the database's, as text.
 *
 * @param state {@code running}, {@code done}, {@code failed} or {@code reversed}; {@code running} also when its process died
 * @param attempts 0 when it was found done
 * @param lastKey of the last batch; null before the first and behind the last
 */
public record OperationEntry(
        String id,
        String state,
        int attempts,
        String startedAt,
        @Nullable String finishedAt,
        @Nullable List<@Nullable String> lastKey,
        long rowsDone,
        @Nullable String error) {}
