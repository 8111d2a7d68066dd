package dev.penstock.engine;

import dev.penstock.engine.Entrance.Accepted;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunState;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.Store;
import dev.penstock.tenant.Spread;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a run's outcome. A run that finishes in this process tells them at once; for one that finishes
 * elsewhere the store is asked, less and less often.
 */
final class Waiters {

    private static final Duration FIRST_ASK = Duration.ofMillis(5);
    private static final Duration LAST_ASK = Duration.ofMillis(500);

    private final Store store;
    private final Map<RunKey, CompletableFuture<RunOutcome>> byRun = new ConcurrentHashMap<>();

    Waiters(Store store) {
        this.store = store;
    }

    void finished(RunKey run, RunOutcome outcome) {
        var waiter = byRun.remove(run);
        if (waiter != null) {
            waiter.complete(outcome);
        }
    }

    Optional<RunOutcome> await(Accepted run, @Nullable Duration atMost) {
        long began = System.nanoTime();
        var here = run.endsHere();
        if (here != null) {
            await(here, atMost == null ? Duration.ofNanos(Long.MAX_VALUE) : atMost);
            var outcome = here.getNow(null);
            // One that failed may have been resumed since.
            if (outcome != null && outcome.state() != RunState.FAILED) {
                return Optional.of(outcome);
            }
        }
        var ask = FIRST_ASK;
        while (true) {
            var told = byRun.computeIfAbsent(run.key(), key -> new CompletableFuture<>());
            var outcome = store.outcome(run.key());
            if (outcome.isEmpty()) {
                throw notFound(run.key());
            }
            if (outcome.get().state().isFinal()) {
                byRun.remove(run.key(), told);
                return outcome;
            }
            var left = atMost == null ? ask : atMost.minusNanos(System.nanoTime() - began);
            if (!left.isPositive()) {
                return Optional.empty();
            }
            await(told, left.compareTo(ask) < 0 ? left : ask);
            ask = ask.multipliedBy(2).compareTo(LAST_ASK) < 0 ? ask.multipliedBy(2) : LAST_ASK;
        }
    }

    private static void await(CompletableFuture<?> future, Duration atMost) {
        try {
            future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The caller looks at what is there by now.
        } catch (ExecutionException e) {
            throw new IllegalStateException("these futures never fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PenstockException(
                    ErrorCode.RESULT_NOT_IN_TIME, "interrupted while waiting for a run's result; ask again", e);
        }
    }

    static PenstockException notFound(RunKey run) {
        return new PenstockException(
                ErrorCode.RUN_NOT_FOUND,
                "tenant " + Spread.tenantOf(run.tenant()) + " has no run " + run.id()
                        + "; a run started in a transaction exists once that has committed");
    }
}
