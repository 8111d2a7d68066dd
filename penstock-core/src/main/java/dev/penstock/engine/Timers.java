package dev.penstock.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls back later, for timeouts and deadlines of what is in memory. One thread; callbacks are short. */
final class Timers implements AutoCloseable {

    private static final Timer NEVER = () -> {};

    private final DatabaseClock clock;
    private final ScheduledThreadPoolExecutor executor;

    /** A callback that has not fired is called off by closing. */
    interface Timer extends AutoCloseable {
        @Override
        void close();
    }

    Timers(DatabaseClock clock) {
        this.clock = clock;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "penstock-timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    Timer after(@Nullable Duration delay, Runnable callback) {
        if (delay == null) {
            return NEVER;
        }
        Future<?> scheduled =
                executor.schedule(callback, Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    Timer at(@Nullable Instant instant, Runnable callback) {
        return after(instant == null ? null : clock.until(instant), callback);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
