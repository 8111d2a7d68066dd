package dev.penstock.postgres.contract;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for facts, with a name and a limit. */
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private Await() {}

    /** Returns when the fact holds; fails with its name after 30 seconds. */
    public static void until(String fact, BooleanSupplier holds) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LIMIT + ": " + fact);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Returns when the latch is open; fails with its name after 30 seconds. */
    public static void open(String fact, CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("not within " + LIMIT + ": " + fact);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for: " + fact, e);
        }
    }
}
