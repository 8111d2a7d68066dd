package dev.penstock.example.workflowv2;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** What the database has promised the application: runs that were committed, with their steps and whether they have succeeded. */
public final class Ledger {

    final Map<UUID, Kept> runs = new ConcurrentHashMap<>();

    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Map<String, Long> reasons = new ConcurrentHashMap<>();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final LongAccumulator sinceAsked = new LongAccumulator(Math::max, 0);
    private final AtomicLong slow = new AtomicLong();

    /** A run that was committed and not deleted. */
    record Kept(int tenant, int steps, boolean isDone) {

        Kept succeeded() {
            return new Kept(tenant, steps, true);
        }
    }

    void took(long nanos) {
        transactions.incrementAndGet();
        waited(nanos);
    }

    /** Also for what was refused in the end. */
    void waited(long nanos) {
        longestNanos.accumulate(nanos);
        sinceAsked.accumulate(nanos);
        if (nanos > 100_000_000) {
            slow.incrementAndGet();
        }
    }

    void failed(String reason) {
        failures.incrementAndGet();
        reasons.merge(reason, 1L, Long::sum);
    }

    /** Committed. */
    public long transactions() {
        return transactions.get();
    }

    /** Given up, and tried again as another. */
    public long failures() {
        return failures.get();
    }

    /** How often transactions failed, and why. */
    public Map<String, Long> reasons() {
        return Map.copyOf(reasons);
    }

    /** Longest transaction, committed or refused. */
    public double longestMillis() {
        return longestNanos.get() / 1e6;
    }

    /** Longest transaction that has ended since this was last asked. */
    double longestMillisSinceAsked() {
        return sinceAsked.getThenReset() / 1e6;
    }

    /** Transactions of more than 100 ms. */
    public long slow() {
        return slow.get();
    }
}
