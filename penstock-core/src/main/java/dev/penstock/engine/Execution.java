package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunState;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.Entry;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import dev.penstock.tenant.Spread;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run in this process, from its launch until it finishes, parks or changes hands.
 *
 * <p>Threads: {@link #run} is the run's own virtual thread; {@link #stop} may be called by any.
 */
final class Execution implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Engine engine;
    private final ClaimedRun claimed;
    private final Workflow<?, ?> workflow;
    private final CompletableFuture<@Nullable RunOutcome> ended;
    private final Permit permit;
    private final Set<Interruption> underWay = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
    private volatile @Nullable Stop stop;
    private @Nullable Unwind unwinding;

    /**
     * Prepares an execution.
     *
     * @param ended completed with the run's outcome when it finishes here, with null when it leaves this process
     *     unfinished
     */
    Execution(
            Engine engine,
            ClaimedRun claimed,
            Workflow<?, ?> workflow,
            CompletableFuture<@Nullable RunOutcome> ended,
            Permit permit) {
        this.engine = engine;
        this.claimed = claimed;
        this.workflow = workflow;
        this.ended = ended;
        this.permit = permit;
    }

    ClaimedRun claimed() {
        return claimed;
    }

    CompletableFuture<@Nullable RunOutcome> ended() {
        return ended;
    }

    Permit permit() {
        return permit;
    }

    /** How errors and log lines name this run. */
    String noun() {
        return "run " + claimed.holding().run().id() + " of workflow " + claimed.workflow() + ", tenant "
                + Spread.tenantOf(claimed.holding().run().tenant());
    }

    @Override
    public void run() {
        var end = leaveCode();
        if (end != null) {
            end = recordEnd(end);
        }
        engine.left(this, end);
    }

    /** Executes the workflow's code and tells what becomes of the run; null when there is nothing to record. */
    private @Nullable Transition leaveCode() {
        try (var deadline = engine.timers().at(claimed.deadlineAt(), () -> stop(Stop.DEADLINE))) {
            if (claimed.cancelRequested()) {
                stop(Stop.CANCEL);
            }
            check();
            return execute(workflow);
        } catch (Unwind unwind) {
            return unwind.transition();
        } catch (Throwable thrown) {
            LOG.debug("{} failed", noun(), thrown);
            return unwinding != null ? unwinding.transition() : new Transition.Fail(Failure.of(thrown));
        }
    }

    private <I, O> @Nullable Transition execute(Workflow<I, O> definition) throws Exception {
        var input = engine.payloads().decode(claimed.input(), definition.input(), () -> "the input of " + noun());
        var context = new RunContext(engine, this, definition);
        O output;
        try {
            output = definition.function().execute(input, context);
        } finally {
            context.end();
        }
        if (unwinding != null) {
            return unwinding.transition();
        }
        context.mayFinish();
        return new Transition.Complete(engine.payloads().encode(output, () -> "the output of " + noun()));
    }

    /**
     * Records how the run ends here; returns what was recorded, null when nothing could be. A run whose failure is refused
     * as well is handed back: it would stay with this worker, and nobody would execute it.
     */
    private @Nullable Transition recordEnd(Transition end) {
        forgetInterrupt();
        try {
            try {
                return recorded(end);
            } catch (PenstockException refused) {
                LOG.warn("{} ended but its end was refused; it is to be recorded as failed", noun(), refused);
                return recorded(new Transition.Fail(Failure.of(refused)));
            }
        } catch (Unwind unwind) {
            return null;
        } catch (PenstockException refused) {
            storeLost(refused);
            return null;
        }
    }

    private Transition recorded(Transition end) {
        write(Entry.of(claimed.holding(), end));
        return end;
    }

    /** Clears a flag that the run's code has left on its thread: only functions of steps are interrupted. */
    static void forgetInterrupt() {
        Thread.interrupted();
    }

    /** Makes an entry durable. Leaves the code when the run is in other hands or the store is lost. */
    void write(Entry entry) {
        try {
            judge(engine.store().record(entry).join());
        } catch (CompletionException e) {
            throw lostOrRefused(e.getCause());
        } catch (PenstockException e) {
            throw lostOrRefused(e);
        }
    }

    /** Acts on what became of an entry. */
    void judge(Verdict verdict) {
        switch (verdict) {
            case RECORDED -> {}
            case RECORDED_CANCEL_REQUESTED -> stop(Stop.CANCEL);
            case SUPERSEDED -> {
                LOG.warn(
                        "{} PEN-3005 superseded: epoch {} of worker {} no longer holds it; it stops here and goes on"
                                + " with its new holder",
                        noun(),
                        claimed.holding().epoch(),
                        claimed.holding().worker());
                stop(Stop.SUPERSEDED);
                throw unwind(Stop.SUPERSEDED);
            }
        }
    }

    /** What a refusal is to its run. A database that cannot be reached is no failure of the run: the code is left. */
    RuntimeException lostOrRefused(@Nullable Throwable thrown) {
        if (thrown instanceof PenstockException coded && coded.code() == ErrorCode.STORE_REFUSED) {
            return coded;
        }
        throw storeLost(thrown);
    }

    /** Leaves the code because nothing can be recorded now; the run is handed back when the store can be reached. */
    Unwind storeLost(@Nullable Throwable thrown) {
        LOG.warn("{} cannot be recorded now; it is handed back when the store can be reached", noun(), thrown);
        stop(Stop.STORE_LOST);
        return unwind(Stop.STORE_LOST);
    }

    /** Asks the execution to leave its code, and interrupts the steps that are under way. */
    void stop(Stop why) {
        synchronized (this) {
            if (stop != null && stop.compareTo(why) >= 0) {
                return;
            }
            stop = why;
        }
        stopped.complete(null);
        interrupt();
    }

    /** Interrupts the steps that are under way, once the execution has been asked to leave. */
    void interrupt() {
        underWay.forEach(each -> each.interrupt(Interruption.Reason.STOP));
    }

    /** Asks the execution to leave at its next durable operation, without interrupting a step. */
    void drain() {
        synchronized (this) {
            if (stop == null) {
                stop = Stop.SHUTDOWN;
            }
        }
        stopped.complete(null);
    }

    /** Passes when the execution may go on; otherwise leaves the code. */
    void check() {
        if (unwinding != null) {
            throw unwinding;
        }
        var why = stop;
        if (why != null) {
            throw unwind(why);
        }
    }

    /** Leaves the code for this reason; every later durable operation of code that catches it leaves again. */
    Unwind unwind(Stop why) {
        return unwind(why.unwind(noun()));
    }

    Unwind unwind(Unwind unwind) {
        synchronized (this) {
            if (unwinding == null) {
                unwinding = unwind;
            }
            return unwinding;
        }
    }

    /** Waits in memory; leaves the code when the execution is stopped meanwhile. */
    void pause(Duration duration) {
        await(stopped, duration);
        check();
    }

    /** Waits in memory for {@code future}, or until the time is up; leaves the code when stopped meanwhile. */
    void pauseFor(CompletableFuture<?> future, Duration atMost) {
        await(CompletableFuture.anyOf(future, stopped), atMost);
        check();
    }

    private void await(CompletableFuture<?> future, Duration atMost) {
        try {
            future.get(Math.max(0, TimeUnit.NANOSECONDS.convert(atMost)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The time is up, which is one of the two ways this wait ends.
        } catch (ExecutionException e) {
            throw new IllegalStateException("these futures never fail", e);
        } catch (InterruptedException e) {
            // Only steps under way are interrupted, and none is while its run waits.
            Thread.currentThread().interrupt();
            throw new IllegalStateException(noun() + ": the thread of a waiting run was interrupted from outside", e);
        }
    }

    /** Marks the calling thread as inside a step function that may be interrupted. */
    Interruption begin() {
        var interruption = new Interruption();
        underWay.add(interruption);
        if (stop != null && stop != Stop.SHUTDOWN) {
            interruption.interrupt(Interruption.Reason.STOP);
        }
        return interruption;
    }

    Interruption.@Nullable Reason end(Interruption interruption) {
        underWay.remove(interruption);
        return interruption.end();
    }

    /** The outcome of a run that ended with this transition here; null when it goes on elsewhere or later. */
    @Nullable
    RunOutcome outcome(@Nullable Transition end) {
        var id = claimed.holding().run().id();
        return switch (end) {
            case Transition.Complete(var output) ->
                new RunOutcome(id, claimed.workflow(), RunState.COMPLETED, output, null);
            case Transition.Fail(var failure) -> new RunOutcome(id, claimed.workflow(), RunState.FAILED, null, failure);
            case Transition.Cancel(var failure) ->
                new RunOutcome(id, claimed.workflow(), RunState.CANCELLED, null, failure);
            case null, default -> null;
        };
    }

    /** Why it left its code, if it was stopped. */
    @Nullable
    Stop stopReason() {
        return stop;
    }
}
