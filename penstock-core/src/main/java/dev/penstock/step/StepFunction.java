package dev.penstock.step;

/**
 * What a step does. Runs at least once; once its result is recorded it is never run again.
 *
 * <p>Threads: may block; runs on a virtual thread, without a database connection or lock of Penstock's. When it times
 * out, its run is cancelled or the process shuts down, the thread is interrupted; what it returns after that is not recorded.
 */
@FunctionalInterface
public interface StepFunction<T> {
    T run(Attempt attempt) throws Exception;
}
