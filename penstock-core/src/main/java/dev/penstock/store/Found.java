package dev.penstock.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a look found.
 *
 * @param runs in the order in which they are to be executed; for each queue as many as there was room for
 * @param more queues in which more may be due
 * @param nextDueIn how long until the next run becomes due, null when none is known
 */
public record Found(
        List<DueRun> runs, Set<String> more, @Nullable Duration nextDueIn) {}
