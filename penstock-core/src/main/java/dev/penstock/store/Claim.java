package dev.penstock.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look for work brought.
 *
 * @param runs most urgent first
 * @param more whether runs may be due beyond the limit
 * @param nextDueIn how long until the next run is due, null when none is known; only told when {@code more} is false
 */
public record Claim(
        List<ClaimedRun> runs, boolean more, @Nullable Duration nextDueIn) {}
