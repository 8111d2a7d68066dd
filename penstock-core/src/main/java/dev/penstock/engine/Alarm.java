package dev.penstock.engine;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes one waiting loop: at once, or at the earliest of the moments it was told. Holds one moment, however many come. None is
 * further away than a day: who is woken early looks and waits again.
 */
final class Alarm {

    private static final Duration FAR = Duration.ofDays(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long ringsAt = Long.MAX_VALUE;

    void ring() {
        ringIn(Duration.ZERO);
    }

    void ringIn(Duration delay) {
        long at = System.nanoTime() + nanos(delay);
        lock.lock();
        try {
            if (ringsAt == Long.MAX_VALUE || at - ringsAt < 0) {
                ringsAt = at;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(Duration duration) {
        return duration.isNegative() ? 0 : (duration.compareTo(FAR) < 0 ? duration : FAR).toNanos();
    }

    /** Returns when it rings, at the latest after {@code max}; the moment that has passed is forgotten. */
    void await(Duration max) throws InterruptedException {
        long latest = System.nanoTime() + nanos(max);
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = System.nanoTime();
                if (ringsAt != Long.MAX_VALUE && ringsAt - now <= 0) {
                    ringsAt = Long.MAX_VALUE;
                    return;
                }
                if (latest - now <= 0) {
                    return;
                }
                long wait = ringsAt == Long.MAX_VALUE ? latest - now : Math.min(latest - now, ringsAt - now);
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }
}
