package dev.penstock.postgres;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for processes that are not children of this one and that were told to end. */
public final class Dead {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Dead() {}

    /** Returns when the process runs no more. Who should reap it may take its time; a zombie holds nothing. */
    public static void await(ProcessHandle process) {
        long begun = System.nanoTime();
        while (process.isAlive() && process.info().command().isPresent()) {
            if (System.nanoTime() - begun > TIMEOUT.toNanos()) {
                throw new AssertionError("process " + process.pid() + " still runs after " + TIMEOUT);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
