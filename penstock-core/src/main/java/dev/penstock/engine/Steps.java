package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.failure.StepFailedException;
import dev.penstock.step.Attempt;
import dev.penstock.step.Outcome;
import dev.penstock.step.Step;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepMetadata.FailedAttempt;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepState;
import dev.penstock.step.TransactionFunction;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Store;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one step at a time: attempts, records, delays.
 *
 * <p>Threads: advances steps on the calling thread, which is the run's own or one of a {@link Group}.
 */
final class Steps {

    private final Engine engine;
    private final Execution execution;
    private final Map<Thread, StepKey> inside = new ConcurrentHashMap<>();

    Steps(Engine engine, Execution execution) {
        this.engine = engine;
        this.execution = execution;
    }

    /** The step whose function the calling thread is inside of, if any. */
    @Nullable
    StepKey inside() {
        return inside.get(Thread.currentThread());
    }

    <T> Task<T> task(StepKey key, Step<T> step, Recall recall) {
        return new Task<>(
                key,
                StepKind.STEP,
                step.options(),
                trial -> recall.produce(key, step.type(), trial.call(step.function()), trial.success()));
    }

    <T> Task<T> transaction(
            StepKey key, PayloadType<T> type, StepOptions options, TransactionFunction<T> function, Recall recall) {
        return new Task<>(key, StepKind.TRANSACTION, options, trial -> {
            var last = new AtomicReference<Task.@Nullable Produced<T>>();
            var verdict = transact(connection -> {
                var produced =
                        recall.produce(key, type, trial.call(attempt -> function.run(connection)), trial.success());
                last.set(produced);
                return Objects.requireNonNull(produced.write());
            });
            execution.judge(verdict);
            return new Task.Produced<>(Objects.requireNonNull(last.get()).value(), null);
        });
    }

    /** A database that cannot be reached is no failure of the step: its run is handed back and goes on later. */
    private Verdict transact(Store.TransactionWork work) throws Exception {
        try {
            return engine.store().transact(execution.claimed().holding(), work);
        } catch (PenstockException e) {
            if (e.code() == ErrorCode.STORE_UNREACHABLE) {
                throw execution.storeLost(e);
            }
            throw e;
        }
    }

    /** Carries out a step that runs alone; parks the run when it has to wait longer than a moment. */
    <T> Outcome<T> settle(Task<T> task, Prior prior) {
        return switch (advance(task, prior, Recorder.ALONE)) {
            case Progress.Settled<T> settled -> settled.outcome();
            case Progress.Later<T> later -> throw park(later);
            case Progress.Dropped<T> dropped -> throw new IllegalStateException("a step alone cannot be dropped");
        };
    }

    private Unwind park(Progress.Later<?> later) {
        execution.write(Entry.of(execution.claimed().holding(), new Transition.Wait(new Due.At(later.dueAt()), null)));
        return execution.unwind(Unwind.recorded("waits for a retry"));
    }

    /** Who records what while steps advance. */
    interface Recorder {

        /** Records everything, and lets a failed attempt park the run in the same commit. */
        Recorder ALONE = new Recorder() {
            @Override
            public void begins(Interruption attempt) {}

            @Override
            public void ends(Interruption attempt) {}

            @Override
            public boolean record(Execution execution, StepWrite write, @Nullable Transition transition) {
                execution.write(
                        new Entry(execution.claimed().holding(), List.of(write), List.of(), Map.of(), transition));
                return true;
            }

            @Override
            public boolean leavesToCaller(StepState state) {
                return false;
            }

            @Override
            public boolean mayPark() {
                return true;
            }
        };

        /** An attempt begins, which may be interrupted when the step is not needed any more. */
        void begins(Interruption attempt);

        void ends(Interruption attempt);

        /** Makes it durable, and returns true; false when the step is not needed any more. */
        boolean record(Execution execution, StepWrite write, @Nullable Transition transition);

        /** Whether a record of this settled state is the caller's to make. */
        boolean leavesToCaller(StepState state);

        /** Whether a long wait for a retry may park the run at once. */
        boolean mayPark();
    }

    /** Attempts the step until it settles or has to wait longer than a moment. */
    <T> Progress<T> advance(Task<T> task, Prior prior, Recorder recorder) {
        for (Prior at = prior; ; ) {
            var due = at.dueAt();
            if (due != null) {
                var wait = engine.clock().until(due);
                if (wait.compareTo(engine.options().evictAfter()) > 0) {
                    return new Progress.Later<>(at, due);
                }
                execution.pause(wait);
            }
            execution.check();
            var tried = attempt(task, at, recorder);
            if (!(tried instanceof Progress.Later<T>(Prior next, var nextDue))) {
                return tried;
            }
            at = next;
        }
    }

    private <T> Progress<T> attempt(Task<T> task, Prior prior, Recorder recorder) {
        int number = prior.attempts() + 1;
        long began = System.nanoTime();
        var timeout = task.options().timeout();
        var interruption = execution.begin();
        Interruption.Reason reason;
        Task.Produced<T> produced = null;
        Throwable thrown = null;
        var trial = new Task.Trial(
                new Attempt(number, () -> idempotencyKey(task.key()), timeout),
                interruption,
                json -> success(task, prior, number, json, began));
        recorder.begins(interruption);
        inside.put(Thread.currentThread(), task.key());
        try (var timer = engine.timers().after(timeout, () -> interruption.interrupt(Interruption.Reason.TIMEOUT))) {
            produced = task.body().run(trial);
        } catch (Throwable t) {
            thrown = t;
        } finally {
            inside.remove(Thread.currentThread());
            recorder.ends(interruption);
            reason = execution.end(interruption);
        }
        if (produced != null) {
            return succeeded(produced, recorder, prior);
        }
        return failed(task, prior, number, micros(began), thrown, reason, recorder);
    }

    private <T> Progress<T> succeeded(Task.Produced<T> produced, Recorder recorder, Prior prior) {
        Outcome<T> outcome = new Outcome.Completed<>(produced.value());
        var write = produced.write();
        if (write == null) {
            return new Progress.Settled<>(outcome, null);
        }
        if (recorder.leavesToCaller(StepState.COMPLETED)) {
            return new Progress.Settled<>(outcome, write);
        }
        return recorder.record(execution, write, null)
                ? new Progress.Settled<>(outcome, null)
                : new Progress.Dropped<>(prior);
    }

    private <T> Progress<T> failed(
            Task<T> task,
            Prior prior,
            int number,
            long micros,
            @Nullable Throwable thrown,
            Interruption.@Nullable Reason reason,
            Recorder recorder) {
        if (thrown instanceof Unwind unwind) {
            throw unwind;
        }
        if (thrown instanceof Task.Unwritable unwritable) {
            throw unwritable.refusal();
        }
        if (reason == Interruption.Reason.STOP) {
            execution.check();
        }
        if (reason == Interruption.Reason.NOT_NEEDED) {
            return new Progress.Dropped<>(prior);
        }
        boolean timedOut = reason == Interruption.Reason.TIMEOUT;
        Throwable cause = timedOut ? timeout(task, thrown) : Objects.requireNonNull(thrown);
        var failure = Failure.of(cause);
        var retry = task.options().retry();
        var attempt = new FailedAttempt(number, micros, failure.summary());
        if (!retry.allows(number, cause)) {
            var now = prior.failed(attempt, null);
            var write = new StepWrite(
                    task.key(),
                    task.kind(),
                    StepState.FAILED,
                    prior.recorded(),
                    null,
                    failure,
                    now.metadata(number, task.options()),
                    null,
                    timedOut,
                    micros);
            return failedForGood(task, number, failure, write, prior, recorder);
        }
        var delay = retry.delayAfter(number, ThreadLocalRandom.current());
        var next = prior.failed(attempt, engine.clock().after(delay));
        var write = new StepWrite(
                task.key(),
                task.kind(),
                StepState.RETRYING,
                prior.recorded(),
                null,
                failure,
                next.metadata(number, task.options()),
                new Due.In(delay),
                timedOut,
                micros);
        return recordRetry(delay, next, write, prior, recorder);
    }

    private <T> Progress<T> recordRetry(Duration delay, Prior next, StepWrite write, Prior prior, Recorder recorder) {
        boolean parks = recorder.mayPark() && delay.compareTo(engine.options().evictAfter()) > 0;
        if (!recorder.record(execution, write, parks ? new Transition.Wait(new Due.In(delay), null) : null)) {
            return new Progress.Dropped<>(prior);
        }
        if (parks) {
            engine.dueIn(delay);
            throw execution.unwind(Unwind.recorded("waits for a retry"));
        }
        // The delay runs from the record, which is when the database counts it from.
        var due = engine.clock().after(delay);
        return new Progress.Later<>(new Prior(next.attempts(), next.failed(), due, true), due);
    }

    private <T> Progress<T> failedForGood(
            Task<T> task, int number, Failure failure, StepWrite write, Prior prior, Recorder recorder) {
        Outcome<T> outcome = new Outcome.Failed<>(failure(task.key(), number, failure));
        if (recorder.leavesToCaller(StepState.FAILED)) {
            return new Progress.Settled<>(outcome, write);
        }
        return recorder.record(execution, write, null)
                ? new Progress.Settled<>(outcome, null)
                : new Progress.Dropped<>(prior);
    }

    private StepWrite success(Task<?> task, Prior prior, int number, String json, long began) {
        return new StepWrite(
                task.key(),
                task.kind(),
                StepState.COMPLETED,
                prior.recorded(),
                json,
                null,
                prior.metadata(number, task.options()),
                null,
                false,
                micros(began));
    }

    /** The exception that a failed step is to workflow code, the same now and on every replay. */
    static StepFailedException failure(StepKey key, int attempts, Failure failure) {
        var code = failure.is(ErrorCode.STEP_TIMED_OUT) ? ErrorCode.STEP_TIMED_OUT : ErrorCode.STEP_FAILED;
        return new StepFailedException(code, key.toString(), attempts, failure);
    }

    private static PenstockException timeout(Task<?> task, @Nullable Throwable thrown) {
        return new PenstockException(
                ErrorCode.STEP_TIMED_OUT,
                "step " + task.key() + " took longer than its timeout of "
                        + task.options().timeout() + " and was interrupted",
                thrown);
    }

    /** The same for every attempt of this step of this run and for no other. */
    String idempotencyKey(StepKey key) {
        return execution.claimed().holding().run().id() + "/" + key;
    }

    private static long micros(long began) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
    }
}
