package dev.penstock.bench.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the jobs of all contestants do: note when they were executed. Static, because some libraries insist. */
public final class Jobs {

    static final int MOST = 1_000_000;

    private static final AtomicLongArray EXECUTED_AT = new AtomicLongArray(MOST);
    private static final AtomicInteger EXECUTED = new AtomicInteger();

    private Jobs() {}

    /** The job. */
    public static void executed(int number) {
        EXECUTED_AT.set(number, System.nanoTime());
        EXECUTED.incrementAndGet();
    }

    static int executed() {
        return EXECUTED.get();
    }

    /** On the clock of {@link System#nanoTime}; 0 when it has not been executed. */
    static long executedAt(int number) {
        return EXECUTED_AT.get(number);
    }
}
