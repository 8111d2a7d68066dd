package dev.penstock.bench.chaos;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that each start a run, wait for what it ends with, and start the next. What goes wrong meanwhile is tried again
 * with the same idempotency key, as a careful application does; now and then a caller starts the same twice at once.
 */
final class Callers {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int TWICE = 10;

    /** Is told what happens. */
    interface Listener {
        void begun(StartKey key);

        void accepted(StartKey key, String run);

        void ended(StartKey key, String output);
    }

    private static final Duration LAST_WORDS = Duration.ofMinutes(2);

    private final Workflow<Integer, String> fulfil = Orders.fulfil(Sights.none());
    private final Penstock penstock;
    private final String name;
    private final int tenants;
    private final Listener listener;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean enough;

    /** @param name what their idempotency keys begin with; nobody else's do */
    Callers(Penstock penstock, String name, int tenants, Listener listener) {
        this.penstock = penstock;
        this.name = name;
        this.tenants = tenants;
        this.listener = listener;
    }

    void begin(int number) {
        for (int at = 0; at < number; at++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (!enough) {
                    int order = next.getAndIncrement();
                    call(new StartKey("tenant-" + order % tenants, name + "-" + order, order));
                }
            }));
        }
    }

    /** Starts no more; waits until each caller has heard of its last start. */
    void end() throws InterruptedException {
        enough = true;
        for (var thread : threads) {
            if (!thread.join(LAST_WORDS)) {
                throw new IllegalStateException("a caller of " + name + " gets no answer to its last start within "
                        + LAST_WORDS + "; is a node down?");
            }
        }
    }

    /** Starts what somebody else was about to start, until it is accepted. */
    void startInstead(StartKey key) {
        started(key);
    }

    private void call(StartKey key) {
        listener.begun(key);
        var twin = key.number() % TWICE == 0 ? Thread.ofVirtual().start(() -> started(key)) : null;
        var handle = started(key);
        while (!enough && !hasEnded(key, handle)) {
            // Again.
        }
        if (twin != null) {
            join(twin);
        }
    }

    private RunHandle<String> started(StartKey key) {
        while (true) {
            try {
                var handle = penstock.tenant(key.tenant()).start(fulfil, key.number(), Start.idempotencyKey(key.key()));
                listener.accepted(key, handle.id().toString());
                return handle;
            } catch (PenstockException refused) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private boolean hasEnded(StartKey key, RunHandle<String> handle) {
        try {
            listener.ended(key, handle.result(PATIENCE));
            return true;
        } catch (RunFailedException failed) {
            listener.ended(key, "failed: " + String.valueOf(failed.getMessage()).replaceAll("\\s+", " "));
            return true;
        } catch (PenstockException notYet) {
            if (notYet.code() != ErrorCode.RESULT_NOT_IN_TIME) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return false;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
