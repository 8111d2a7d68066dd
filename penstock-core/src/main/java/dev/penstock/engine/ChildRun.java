package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Entry;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.workflow.Child;
import dev.penstock.workflow.Workflow;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A started child as its parent sees it.
 *
 * <p>An output is for good. A failure is not, for the child may be resumed; so the parent records the failure that it sees,
 * and a replay sees what the code has acted on. Like the failure of a step it is looked at again when the parent has been
 * resumed and its code did not go past it.
 */
final class ChildRun<O> implements Child<O> {

    private final RunContext parent;
    private final Engine engine;
    private final Execution execution;
    private final Recall recall;
    private final Workflow<?, O> workflow;
    private final Begun begun;
    private @Nullable StepState recorded;
    private @Nullable Failed failed;

    /**
     * A child that has been started.
     *
     * @param end the key under which its failure is recorded
     * @param seen what is recorded there
     */
    record Begun(RunId id, StepKey end, @Nullable StepRecord seen) {}

    /** A failure, and the run that failed: the child, or the last that it continued as. */
    private record Failed(RunId run, Failure failure) {}

    ChildRun(
            RunContext parent,
            Engine engine,
            Execution execution,
            Recall recall,
            Workflow<?, O> workflow,
            Begun begun) {
        this.parent = parent;
        this.engine = engine;
        this.execution = execution;
        this.recall = recall;
        this.workflow = workflow;
        this.begun = begun;
        this.recorded = begun.seen() == null ? null : begun.seen().state();
    }

    @Override
    public RunId id() {
        return begun.id();
    }

    @Override
    public O result() {
        parent.enter("of waiting for child " + id());
        var known = failed != null ? failed : onRecord();
        if (known == null) {
            var outcome = awaited();
            var failure = outcome.failure();
            if (failure == null) {
                if (recorded == StepState.FAILED) {
                    record(StepState.COMPLETED, outcome.id(), null);
                }
                return engine.payloads()
                        .decode(outcome.output(), workflow.output(), () -> "the output of child run " + id());
            }
            record(StepState.FAILED, outcome.id(), failure);
            known = new Failed(outcome.id(), failure);
        }
        failed = known;
        throw new RunFailedException(
                codeOf(known.failure()), parent.tenant(), workflow.name(), known.run(), known.failure());
    }

    private @Nullable Failed onRecord() {
        var seen = begun.seen();
        if (seen == null || seen.failure() == null || recall.isAgain(seen)) {
            return null;
        }
        var run = Objects.requireNonNull(seen.metadata()).childRun();
        return new Failed(RunId.of(Objects.requireNonNull(run)), seen.failure());
    }

    private RunOutcome awaited() {
        var key = new RunKey(parent.storedTenant(), id());
        return engine.finishedHere(key, execution).or(() -> finished(key)).orElseThrow(() -> {
            execution.write(Entry.of(execution.claimed().holding(), new Transition.Wait(null, id())));
            return execution.unwind(Unwind.recorded("waits for child " + id()));
        });
    }

    private Optional<RunOutcome> finished(RunKey key) {
        try {
            return engine.store().outcome(key).filter(outcome -> outcome.state().isFinal());
        } catch (PenstockException e) {
            throw execution.lostOrRefused(e);
        }
    }

    private void record(StepState state, RunId run, @Nullable Failure failure) {
        var metadata = StepMetadata.ofChild(run.toString());
        var write = new StepWrite(
                begun.end(), StepKind.CHILD, state, recorded != null, null, failure, metadata, null, false, 0);
        execution.write(Entry.of(execution.claimed().holding(), write));
        recorded = state;
    }

    /** The code that stands for how a run failed. */
    static ErrorCode codeOf(Failure failure) {
        if (failure.is(ErrorCode.RUN_CANCELLED)) {
            return ErrorCode.RUN_CANCELLED;
        }
        return failure.is(ErrorCode.RUN_TIMED_OUT) ? ErrorCode.RUN_TIMED_OUT : ErrorCode.RUN_FAILED;
    }
}
