package dev.penstock.engine;

import dev.penstock.run.RunId;
import dev.penstock.run.Start;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.Holding;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is inserted for a start, a child and a continuation, and what is executed at once when this worker holds it. */
final class NewRuns {

    private final Spreads spreads;
    private final Payloads payloads;
    private final DatabaseClock clock;

    NewRuns(Spreads spreads, Payloads payloads, DatabaseClock clock) {
        this.spreads = spreads;
        this.payloads = payloads;
        this.clock = clock;
    }

    /**
     * A run that somebody outside starts.
     *
     * @param permit with which it is executed at once, null to queue it
     */
    <I> NewRun started(
            String tenant, Workflow<I, ?> workflow, @Nullable I input, Start start, @Nullable Permit permit) {
        var key = start.idempotencyKey();
        var id = key == null ? RunIds.ordered(clock.now()) : RunIds.ofIdempotencyKey(tenant, workflow.name(), key);
        return newRun(
                spreads.key(tenant, id),
                workflow,
                input(id, workflow, input),
                start,
                permit == null ? null : permit.worker(),
                null,
                false,
                permit != null && permit.isLimited());
    }

    /** A run that another starts as its child: whoever may no longer hold that one starts none. */
    <I> NewRun child(
            RunKey parent,
            RunId id,
            Workflow<I, ?> workflow,
            @Nullable I input,
            ChildOptions options,
            @Nullable WorkerId holder) {
        return newRun(
                new RunKey(parent.tenant(), id),
                workflow,
                input(id, workflow, input),
                options.start(),
                holder,
                parent.id(),
                options.detached(),
                false);
    }

    /** The run that continues one of this process, in the same hands. */
    NewRun continuation(ClaimedRun run, Workflow<?, ?> workflow, String input) {
        var key = run.holding().run();
        var id = RunIds.ofContinuation(key.tenant(), key.id());
        var start = Start.options().withPriority(run.priority()).withQueue(run.queue());
        return newRun(
                new RunKey(key.tenant(), id),
                workflow,
                input,
                start,
                run.holding().worker(),
                run.parent(),
                run.detached(),
                false);
    }

    /** A run that this worker has inserted as its own, as if it had claimed it. */
    ClaimedRun held(NewRun run) {
        var timeout = run.timeout();
        return held(run, timeout == null ? null : clock.after(timeout));
    }

    /** Like {@link #held(NewRun)}, with the deadline that the run it continues had. */
    ClaimedRun held(NewRun run, @Nullable Instant deadlineAt) {
        return new ClaimedRun(
                new Holding(run.key(), Objects.requireNonNull(run.holder()), 1),
                run.workflow(),
                run.version(),
                run.input(),
                run.parent(),
                run.detached(),
                false,
                run.priority(),
                run.queue(),
                deadlineAt,
                clock.now(),
                List.of());
    }

    private String input(RunId id, Workflow<?, ?> workflow, @Nullable Object input) {
        return payloads.encode(input, () -> "the input of run " + id + " of workflow " + workflow.name());
    }

    private static NewRun newRun(
            RunKey key,
            Workflow<?, ?> workflow,
            String input,
            Start start,
            @Nullable WorkerId holder,
            @Nullable RunId parent,
            boolean detached,
            boolean limited) {
        return new NewRun(
                key,
                workflow.name(),
                workflow.version(),
                workflow.direct(),
                input,
                holder,
                start.delay(),
                start.priority(),
                start.timeout(),
                start.idempotencyKey(),
                start.attributes(),
                parent,
                detached,
                start.queue(),
                limited);
    }
}
