package dev.penstock.engine;

import dev.penstock.codec.PayloadCodec;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import dev.penstock.run.Start;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Store;
import dev.penstock.store.Transition;
import dev.penstock.store.WorkerId;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * This process's worker: starts runs in free slots, executes them, and hands over what it cannot finish.
 *
 * <p>Threads: every method may be called by any.
 */
public final class Engine implements Entrance {

    private final Store store;
    private final Registry registry;
    private final Payloads payloads;
    private final FaithfulTypes faithfulTypes = new FaithfulTypes();
    private final EngineOptions options;
    private final DatabaseClock clock;
    private final Timers timers;
    private final Spreads spreads;
    private final NewRuns newRuns;
    private final Semaphore slots;
    private final Admission admission;
    private final KnownQueues queues;
    private final Lease lease;
    private final Dealer dealer;
    private final Poller poller;
    private final Waiters waiters;
    private final Map<RunKey, Execution> executions = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** Joins as a worker and begins to look for work. Errors: a workflow registered twice → {@code PEN-1002}. */
    public Engine(Store store, Collection<Workflow<?, ?>> workflows, PayloadCodec codec, EngineOptions options) {
        this.store = store;
        this.registry = new Registry(workflows);
        this.payloads = new Payloads(codec, options.payloadCharsMax());
        this.options = options;
        this.slots = new Semaphore(options.slots());
        this.waiters = new Waiters(store);
        this.admission = new Admission(store);
        this.lease = new Lease(this);
        this.dealer = new Dealer(this);
        this.spreads = new Spreads(store);
        this.queues = new KnownQueues(dealer::know);
        dealer.know();
        this.clock = new DatabaseClock(lease.join());
        this.timers = new Timers(clock);
        this.newRuns = new NewRuns(spreads, payloads, clock);
        this.poller = new Poller(this);
        lease.keep();
        dealer.begin();
        poller.begin();
        store.listen(poller::hear, dealer::limitsChanged);
    }

    Store store() {
        return store;
    }

    Registry registry() {
        return registry;
    }

    Payloads payloads() {
        return payloads;
    }

    FaithfulTypes faithfulTypes() {
        return faithfulTypes;
    }

    EngineOptions options() {
        return options;
    }

    DatabaseClock clock() {
        return clock;
    }

    Timers timers() {
        return timers;
    }

    @Override
    public Spreads spreads() {
        return spreads;
    }

    Semaphore slots() {
        return slots;
    }

    WorkerId worker() {
        return permits().worker();
    }

    Permits permits() {
        return lease.permits();
    }

    Admission admission() {
        return admission;
    }

    Collection<Execution> executions() {
        return executions.values();
    }

    /** Lets the look for work happen at once. */
    void lookForWork() {
        poller.ring();
    }

    /** Lets the look for work happen when a run that just parked is due. */
    void dueIn(Duration delay) {
        poller.ringIn(delay);
    }

    // --- starting ----------------------------------------------------------------------------------------------

    /** Starts a run: at once in a free slot of this process, or queued. */
    @Override
    public <I, O> Accepted start(String tenant, Workflow<I, O> workflow, I input, Start start) {
        registry.require(workflow.name(), workflow.version());
        queues.require(start.queue());
        return spreads.start(tenant, () -> startNow(tenant, workflow, input, start));
    }

    private <I, O> Accepted startNow(String tenant, Workflow<I, O> workflow, I input, Start start) {
        var permit = takeAtOnce(tenant, start);
        try {
            var run = newRuns.started(tenant, workflow, input, start, permit);
            if (Client.durable(store.start(run)) == StartVerdict.STARTED && permit != null) {
                var held = permit;
                permit = null;
                return new Accepted(
                        run.key(),
                        launch(newRuns.held(run), new CompletableFuture<>(), held)
                                .ended());
            }
            queued(run);
            return new Accepted(run.key(), null);
        } finally {
            if (permit != null) {
                free(permit);
            }
        }
    }

    @Override
    public <I, O> Accepted start(Connection connection, String tenant, Workflow<I, O> workflow, I input, Start start) {
        registry.require(workflow.name(), workflow.version());
        queues.require(start.queue());
        var run = newRuns.started(tenant, workflow, input, start, null);
        return new Accepted(spreads.start(connection, tenant, run), null);
    }

    /** A run that nobody holds is durable: somebody finds it, here or elsewhere, as soon as it is due. */
    private void queued(NewRun run) {
        if (run.delay().isZero()) {
            if (slots.availablePermits() == 0
                    || !permits().concern(run.queue(), run.key().tenant())) {
                poller.fallBehind();
            }
            store.ring(worker());
        }
        dueIn(run.delay());
    }

    /** A child run that is inserted with its parent's step; it is launched when that is durable. */
    record Launch(NewRun run, Runnable go, Runnable cancel) {}

    <I, O> Launch childOf(RunKey parent, RunId id, Workflow<I, O> workflow, I input, ChildOptions options) {
        queues.require(options.start().queue());
        var permit = takeAtOnce(parent.tenant(), options.start());
        NewRun run;
        try {
            run = newRuns.child(parent, id, workflow, input, options, permit == null ? null : permit.worker());
        } catch (PenstockException refused) {
            if (permit != null) {
                free(permit);
            }
            throw refused;
        }
        return permit == null
                ? new Launch(run, () -> queued(run), () -> {})
                : new Launch(
                        run, () -> launch(newRuns.held(run), new CompletableFuture<>(), permit), () -> free(permit));
    }

    NewRuns newRuns() {
        return newRuns;
    }

    /** Takes a slot and a permit for a run that is due at once, if there are some that no queued run waits for. */
    private @Nullable Permit takeAtOnce(String tenant, Start start) {
        if (!start.delay().isZero() || closing || poller.isBehind()) {
            return null;
        }
        if (!slots.tryAcquire()) {
            return null;
        }
        var permit = permits().start(start.queue(), tenant);
        if (permit == null) {
            slots.release();
        }
        return permit;
    }

    /** Slot and permit are free for others. */
    private void free(Permit permit) {
        slots.release();
        returned(permit.release());
    }

    /** Of what came free, tells those whom it concerns. */
    void returned(Permits.Returned returned) {
        if (returned.awaited()) {
            poller.ring();
        }
        if (returned.surplus()) {
            dealer.giveBack();
        }
    }

    // --- executing ---------------------------------------------------------------------------------------------

    /** Executes a run in a slot and with a permit that the caller has taken. */
    Execution launch(ClaimedRun claimed, CompletableFuture<@Nullable RunOutcome> ended, Permit permit) {
        var workflow = registry.require(claimed.workflow(), claimed.version());
        var execution = new Execution(this, claimed, workflow, ended, permit);
        var other = executions.putIfAbsent(claimed.holding().run(), execution);
        if (other != null && other.claimed().holding().equals(claimed.holding())) {
            free(permit);
            return other;
        }
        if (other != null) {
            // The run changed hands and came back while its old execution has not yet noticed.
            other.stop(Stop.SUPERSEDED);
            executions.put(claimed.holding().run(), execution);
        }
        if (closing) {
            execution.drain();
        }
        Thread.ofVirtual().name("penstock-run-" + claimed.holding().run().id()).start(execution);
        return execution;
    }

    /** An execution has left its code and, with {@code end}, recorded what becomes of its run; null when it could not. */
    void left(Execution execution, @Nullable Transition end) {
        var claimed = execution.claimed();
        executions.remove(claimed.holding().run(), execution);
        if (end instanceof Transition.Continue(var next) && !closing) {
            launch(newRuns.held(next, claimed.deadlineAt()), execution.ended(), execution.permit());
            return;
        }
        if (execution.stopReason() == Stop.STORE_LOST) {
            // In the database it is in this worker's hands until then.
            slots.release();
            lease.handBackLater(claimed.holding(), execution.permit());
        } else {
            free(execution.permit());
        }
        var outcome = execution.outcome(end);
        execution.ended().complete(outcome);
        if (outcome != null) {
            waiters.finished(claimed.holding().run(), outcome);
        }
        if (end instanceof Transition.Release || endedForParentElsewhere(claimed)) {
            store.ring(worker());
        }
        if (claimed.parent() != null || poller.looksWhenFree()) {
            poller.ring();
        }
    }

    private boolean endedForParentElsewhere(ClaimedRun child) {
        var parent = child.parent();
        return parent != null
                && !executions.containsKey(new RunKey(child.holding().run().tenant(), parent));
    }

    /** The outcome of a child that finishes in this process within a moment. */
    Optional<RunOutcome> finishedHere(RunKey child, Execution parent) {
        var execution = executions.get(child);
        if (execution == null) {
            return Optional.empty();
        }
        parent.pauseFor(execution.ended(), options.evictAfter());
        return Optional.ofNullable(execution.ended().getNow(null));
    }

    // --- for those outside -------------------------------------------------------------------------------------

    @Override
    public Optional<RunOutcome> await(Accepted run, @Nullable Duration atMost) {
        return waiters.await(run, atMost);
    }

    @Override
    public void cancelHere(RunKey run) {
        var execution = executions.get(run);
        if (execution != null) {
            execution.stop(Stop.CANCEL);
        }
    }

    @Override
    public <O> O output(Workflow<?, O> workflow, RunOutcome outcome) {
        return payloads.decode(outcome.output(), workflow.output(), () -> "the output of run " + outcome.id());
    }

    /** The code that stands for how a run failed. */
    public static ErrorCode codeOf(RunOutcome outcome) {
        return ChildRun.codeOf(Objects.requireNonNull(outcome.failure()));
    }

    /**
     * Hands every run over: looks for no more work, lets steps under way finish for up to {@code grace}, then interrupts
     * them. Runs go on elsewhere, or here after the next start, from their last recorded step.
     */
    @Override
    public void close(Duration grace) {
        if (closing) {
            return;
        }
        closing = true;
        poller.close();
        executions().forEach(Execution::drain);
        if (!awaitEmpty(grace)) {
            executions().forEach(Execution::interrupt);
            awaitEmpty(grace);
        }
        dealer.close();
        lease.close();
        store.ring(null);
        timers.close();
    }

    private boolean awaitEmpty(Duration atMost) {
        var all = executions().stream().map(Execution::ended).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(Math.max(1, TimeUnit.NANOSECONDS.convert(atMost)), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("these futures never fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }
}
