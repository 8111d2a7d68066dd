package dev.penstock.store;

import java.time.Instant;
import java.util.List;

/**
 * What a heartbeat told.
 *
 * @param held whether the lease still stands; when not, every run of this worker may be in other hands
 * @param databaseTime the database clock
 * @param cancelRequested runs of this worker whose cancellation was requested
 */
public record Renewal(boolean held, Instant databaseTime, List<RunKey> cancelRequested) {}
