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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a run's outcome. A run that finishes in this process tells them at once; for one that finishes
 * elsewhere the store is asked, less and less often.
 *
 * <p>Whoever's turn it is to ask does so for all whose turn has come meanwhile, so what waiting costs the database does not
 * grow with the number of those who wait.
 */
final class Waiters {

    private static final Duration FIRST_ASK = Duration.ofMillis(5);
    private static final Duration LAST_ASK = Duration.ofMillis(500);
    /** So many are asked for in one statement. */
    private static final int MANY = 500;

    private final Store store;
    private final Map<RunKey, Wait> waits = new ConcurrentHashMap<>();
    /** By place, so that one that does not answer keeps nobody else waiting. */
    private final Map<Integer, ReentrantLock> asking = new ConcurrentHashMap<>();

    Waiters(Store store) {
        this.store = store;
    }

    /** One run and all who wait for it. */
    private static final class Wait {
        private final RunKey run;
        private final CompletableFuture<RunOutcome> told = new CompletableFuture<>();
        private int waiting;
        private volatile long askAt;
        private volatile Duration pause = FIRST_ASK;

        Wait(RunKey run) {
            this.run = run;
        }

        /** Somebody has come who knows nothing yet. */
        Wait joined() {
            waiting++;
            askAt = System.nanoTime();
            pause = FIRST_ASK;
            return this;
        }

        @Nullable
        Wait left() {
            return --waiting == 0 ? null : this;
        }

        boolean isDue(long now) {
            return !told.isDone() && now - askAt >= 0;
        }

        void notYet() {
            askAt = System.nanoTime() + pause.toNanos();
            pause = pause.multipliedBy(2).compareTo(LAST_ASK) < 0 ? pause.multipliedBy(2) : LAST_ASK;
        }
    }

    void finished(RunKey run, RunOutcome outcome) {
        var wait = waits.remove(run);
        if (wait != null) {
            wait.told.complete(outcome);
        }
    }

    Optional<RunOutcome> await(Accepted run, @Nullable Duration atMost) {
        long began = System.nanoTime();
        var here = run.endsHere();
        if (here != null) {
            var outcome = await(here, atMost == null ? Duration.ofNanos(Long.MAX_VALUE) : atMost);
            // One that failed may have been resumed since.
            if (outcome != null && outcome.state() != RunState.FAILED) {
                return Optional.of(outcome);
            }
        }
        var wait = waits.compute(run.key(), (key, known) -> (known == null ? new Wait(key) : known).joined());
        try {
            while (true) {
                askFor(wait);
                var left = atMost == null ? LAST_ASK : atMost.minusNanos(System.nanoTime() - began);
                if (!wait.told.isDone() && !left.isPositive()) {
                    return Optional.empty();
                }
                var untilAsked = Duration.ofNanos(Math.max(1, wait.askAt - System.nanoTime()));
                var outcome = await(wait.told, left.compareTo(untilAsked) < 0 ? left : untilAsked);
                if (outcome != null) {
                    return Optional.of(outcome);
                }
            }
        } finally {
            waits.computeIfPresent(run.key(), (key, known) -> known == wait ? known.left() : known);
        }
    }

    /** Asks for it, and for all others that are due, unless somebody has done so meanwhile. */
    private void askFor(Wait wait) {
        int place = store.placeOf(wait.run);
        var turn = asking.computeIfAbsent(place, at -> new ReentrantLock());
        turn.lock();
        try {
            long now = System.nanoTime();
            if (wait.isDue(now)) {
                ask(wait, place, now);
            }
        } finally {
            turn.unlock();
        }
    }

    private void ask(Wait first, int place, long now) {
        var due = waits.values().stream()
                .filter(wait -> wait != first && wait.isDue(now) && store.placeOf(wait.run) == place)
                .limit(MANY)
                .collect(Collectors.toCollection(ArrayList::new));
        due.add(first);
        try {
            var outcomes = store.outcomes(due.stream().map(wait -> wait.run).toList());
            due.forEach(wait -> answer(wait, outcomes.get(wait.run)));
        } catch (PenstockException unanswered) {
            fail(due, unanswered);
        }
    }

    private void answer(Wait wait, @Nullable RunOutcome outcome) {
        if (outcome == null) {
            fail(List.of(wait), notFound(wait.run));
        } else if (outcome.state().isFinal()) {
            waits.remove(wait.run, wait);
            wait.told.complete(outcome);
        } else {
            wait.notYet();
        }
    }

    /** Tells those who wait; whoever comes afterwards asks anew. */
    private void fail(List<Wait> asked, PenstockException why) {
        for (var wait : asked) {
            waits.remove(wait.run, wait);
            wait.told.completeExceptionally(why);
        }
    }

    /** Null when it has not come by then: the caller looks at what is there. */
    private static <T extends @Nullable Object> @Nullable T await(CompletableFuture<T> future, Duration atMost) {
        try {
            return future.get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PenstockException told ? told : new IllegalStateException(e);
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
