package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.store.Entry;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.Transition;
import dev.penstock.workflow.Child;
import dev.penstock.workflow.Workflow;
import java.util.Optional;

/** A started child as its parent sees it. */
final class ChildRun<O> implements Child<O> {

    private final RunContext parent;
    private final Engine engine;
    private final Execution execution;
    private final RunId id;
    private final Workflow<?, O> workflow;

    ChildRun(RunContext parent, Engine engine, Execution execution, RunId id, Workflow<?, O> workflow) {
        this.parent = parent;
        this.engine = engine;
        this.execution = execution;
        this.id = id;
        this.workflow = workflow;
    }

    @Override
    public RunId id() {
        return id;
    }

    @Override
    public O result() {
        parent.enter("of waiting for child " + id);
        var key = new RunKey(parent.storedTenant(), id);
        var outcome = engine.finishedHere(key, execution).or(() -> finished(key));
        if (outcome.isEmpty()) {
            execution.write(Entry.of(execution.claimed().holding(), new Transition.Wait(null, id)));
            throw execution.unwind(Unwind.recorded("waits for child " + id));
        }
        return output(outcome.get());
    }

    private Optional<RunOutcome> finished(RunKey key) {
        try {
            return engine.store().outcome(key).filter(outcome -> outcome.state().isFinal());
        } catch (PenstockException e) {
            throw execution.lostOrRefused(e);
        }
    }

    private O output(RunOutcome outcome) {
        var failure = outcome.failure();
        if (failure != null) {
            throw new RunFailedException(
                    codeOf(outcome, failure), parent.tenant(), outcome.workflow(), outcome.id(), failure);
        }
        return engine.payloads().decode(outcome.output(), workflow.output(), () -> "the output of child run " + id);
    }

    /** The code that stands for how a run failed. */
    static ErrorCode codeOf(RunOutcome outcome, Failure failure) {
        return switch (outcome.state()) {
            case CANCELLED -> ErrorCode.RUN_CANCELLED;
            default -> failure.is(ErrorCode.RUN_TIMED_OUT) ? ErrorCode.RUN_TIMED_OUT : ErrorCode.RUN_FAILED;
        };
    }
}
