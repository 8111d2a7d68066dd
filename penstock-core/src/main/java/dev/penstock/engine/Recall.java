package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.failure.PenstockException;
import dev.penstock.step.Outcome;
import dev.penstock.step.Step;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the code asks for, answered from the history, and results on their way through the codec. */
final class Recall {

    private final Engine engine;
    private final Execution execution;
    private final History history;

    Recall(Engine engine, Execution execution, History history) {
        this.engine = engine;
        this.execution = execution;
        this.history = history;
    }

    /** A key that the code asked for, with what is recorded under it. */
    record Asked(StepKey key, @Nullable StepRecord recorded) {

        /** What has been tried of it, when it is not settled. */
        Prior prior() {
            return recorded == null || recorded.state().isSettled() ? Prior.NONE : Prior.of(recorded);
        }
    }

    /** Asks for one step; one that is not recorded has to be allowed as new. */
    Asked ask(String name, StepKind kind, StepOptions options) {
        var asked = visit(name, kind, options);
        judge(asked, kind, options);
        return asked;
    }

    /** Asks for steps side by side: all are looked up before any of them is judged as new. */
    List<Asked> visitAll(List<? extends Step<?>> steps) {
        return steps.stream()
                .map(step -> visit(step.name(), StepKind.STEP, step.options()))
                .toList();
    }

    /** Refuses steps that are not recorded and may not be new. */
    void judgeAll(List<Asked> asked, List<? extends Step<?>> steps) {
        for (int at = 0; at < steps.size(); at++) {
            judge(asked.get(at), StepKind.STEP, steps.get(at).options());
        }
    }

    /**
     * The same, to be tried again if its run was resumed after it failed and the code did not go past the failure. To be
     * asked when all steps that go side by side with it have been asked for.
     */
    Asked again(Asked asked) {
        var recorded = asked.recorded();
        return recorded != null && isAgain(recorded) ? new Asked(asked.key(), recorded.triedAgain()) : asked;
    }

    boolean isAgain(StepRecord recorded) {
        return recorded.state() == StepState.FAILED && recorded.dueAt() != null && history.allAsked();
    }

    private void judge(Asked asked, StepKind kind, StepOptions options) {
        if (asked.recorded() == null && !options.added()) {
            history.mayBeNew(asked.key(), kind);
        }
    }

    private Asked visit(String name, StepKind kind, StepOptions options) {
        var key = history.next(name, options.renamedFrom());
        return new Asked(key, history.visit(key, kind));
    }

    /** The recorded outcome, or null when the step has none yet. */
    <T> @Nullable Outcome<T> settled(Asked asked, PayloadType<T> type) {
        var recorded = asked.recorded();
        if (recorded == null || !recorded.state().isSettled()) {
            return null;
        }
        var failure = recorded.failure();
        return failure != null
                ? new Outcome.Failed<>(Steps.failure(asked.key(), recorded.attempts(), failure))
                : new Outcome.Completed<>(decode(asked.key(), recorded.result(), type));
    }

    /** Takes a fresh result through the codec, so that this execution sees what a replay will see. */
    <T> Task.Produced<T> produce(StepKey key, PayloadType<T> type, @Nullable T value, Task.Success success) {
        try {
            var json = encode(key, value);
            return new Task.Produced<>(copy(key, value, json, type), success.write(json));
        } catch (PenstockException refused) {
            throw new Task.Unwritable(refused);
        }
    }

    private <T> @Nullable T copy(StepKey key, @Nullable T value, String json, PayloadType<T> type) {
        var faithful = engine.faithfulTypes();
        if (value != null && value.getClass().equals(type.reflected()) && faithful.trusts(value)) {
            return value;
        }
        T copy = decode(key, json, type);
        if (value != null) {
            faithful.cameBack(value, copy);
        }
        return copy;
    }

    String encode(StepKey key, @Nullable Object value) {
        return engine.payloads().encode(value, () -> resultOf(key));
    }

    <T> T decode(StepKey key, @Nullable String json, PayloadType<T> type) {
        return engine.payloads().decode(json, type, () -> resultOf(key));
    }

    private String resultOf(StepKey key) {
        return "the result of step " + key + " of " + execution.noun();
    }
}
