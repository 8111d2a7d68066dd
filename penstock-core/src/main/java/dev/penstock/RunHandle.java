package dev.penstock;

import dev.penstock.engine.Engine;
import dev.penstock.engine.Entrance;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.StepRecord;
import dev.penstock.store.RunOutcome;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One run, to wait for, look at, cancel and resume. Any thread may use it; it holds nothing open. */
public final class RunHandle<O> {

    private final Tenant tenant;
    private final Entrance entrance;
    private final Entrance.Accepted accepted;
    private final Workflow<?, O> workflow;

    RunHandle(Tenant tenant, Entrance entrance, Entrance.Accepted accepted, Workflow<?, O> workflow) {
        this.tenant = tenant;
        this.entrance = entrance;
        this.accepted = accepted;
        this.workflow = workflow;
    }

    public RunId id() {
        return accepted.key().id();
    }

    public String tenant() {
        return tenant.name();
    }

    /** What stands in the column {@code tenant} of the run's rows, see {@link Tenant#buckets}. */
    public String storedTenant() {
        return accepted.key().tenant();
    }

    /**
     * Waits for the run's output. A run that continued as another is followed to the last.
     *
     * <p>Errors: it failed, timed out or was cancelled → {@link RunFailedException} with {@code PEN-2001},
     * {@code PEN-2003} or {@code PEN-2002}. Cost: nothing when the run finishes in this process, otherwise a look every
     * half second.
     */
    public O result() {
        return output(entrance.await(accepted, null).orElseThrow());
    }

    /** Like {@link #result()}, at most so long. Errors: not finished by then → {@code PEN-1013}; ask again. */
    public O result(Duration atMost) {
        Optional<RunOutcome> outcome = entrance.await(accepted, atMost);
        if (outcome.isEmpty()) {
            throw new PenstockException(
                    ErrorCode.RESULT_NOT_IN_TIME,
                    "run " + id() + " of workflow " + workflow.name() + ", tenant " + tenant()
                            + " has not finished within " + atMost + "; it is " + state()
                            + ". It goes on: ask again, or cancel it");
        }
        return output(outcome.get());
    }

    private String state() {
        return tenant.find(id()).map(status -> status.state().label()).orElse("unknown");
    }

    private O output(RunOutcome outcome) {
        var failure = outcome.failure();
        if (outcome.state() != RunState.COMPLETED) {
            throw new RunFailedException(
                    Engine.codeOf(outcome),
                    tenant(),
                    outcome.workflow(),
                    outcome.id(),
                    Objects.requireNonNull(failure));
        }
        return entrance.output(workflow, outcome);
    }

    /** What the store knows of it now. Errors: no such run → {@code PEN-1011}. */
    public RunStatus status() {
        return tenant.status(id());
    }

    /** What it has recorded, in that order. */
    public List<StepRecord> steps() {
        return tenant.steps(id());
    }

    /** Requests cancellation, see {@link Tenant#cancel}. */
    public RunState cancel() {
        return tenant.cancel(id());
    }

    /** Goes on with the run when it has failed, see {@link Tenant#resume}. */
    public RunState resume() {
        return tenant.resume(id());
    }
}
