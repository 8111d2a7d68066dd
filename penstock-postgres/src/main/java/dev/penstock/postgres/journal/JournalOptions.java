package dev.penstock.postgres.journal;

import java.time.Duration;

/**
 * How the journal flushes.
 *
 * @param lanes the most flushes under way at once, a connection each
 * @param flushEntries the most entries in a flush
 * @param flushBytes roughly the most bytes in a flush
 * @param pendingEntries how many entries may wait per lane before callers do
 * @param pendingBytes roughly how many bytes may wait per lane before callers do
 * @param giveUpAfter how long the database may be unreachable before what is pending fails
 */
public record JournalOptions(
        int lanes, int flushEntries, long flushBytes, int pendingEntries, long pendingBytes, Duration giveUpAfter) {

    public static JournalOptions defaults() {
        return new JournalOptions(2, 1_000, 8L << 20, 4_000, 64L << 20, Duration.ofSeconds(60));
    }

    public JournalOptions withLanes(int lanes) {
        return new JournalOptions(lanes, flushEntries, flushBytes, pendingEntries, pendingBytes, giveUpAfter);
    }

    public JournalOptions withFlushEntries(int entries) {
        return new JournalOptions(lanes, entries, flushBytes, pendingEntries, pendingBytes, giveUpAfter);
    }

    public JournalOptions withPendingEntries(int entries) {
        return new JournalOptions(lanes, flushEntries, flushBytes, entries, pendingBytes, giveUpAfter);
    }

    public JournalOptions withGiveUpAfter(Duration outage) {
        return new JournalOptions(lanes, flushEntries, flushBytes, pendingEntries, pendingBytes, outage);
    }
}
