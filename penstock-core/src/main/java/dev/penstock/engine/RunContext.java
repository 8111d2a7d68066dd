package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import dev.penstock.step.First;
import dev.penstock.step.MapOptions;
import dev.penstock.step.MapResult;
import dev.penstock.step.Outcome;
import dev.penstock.step.Results;
import dev.penstock.step.Step;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepName;
import dev.penstock.step.StepOptions;
import dev.penstock.step.TransactionFunction;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.tenant.Spread;
import dev.penstock.workflow.Child;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.ItemFunction;
import dev.penstock.workflow.Run;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/** What workflow code sees of its execution. Confined to the run's thread, except where {@link Run} says otherwise. */
final class RunContext implements Run {

    private final Engine engine;
    private final Execution execution;
    private final Workflow<?, ?> workflow;
    private final Holding holding;
    private final History history;
    private final Recall recall;
    private final Steps steps;
    private final SideBySide groups;
    private final Thread owner = Thread.currentThread();
    private volatile boolean ended;

    RunContext(Engine engine, Execution execution, Workflow<?, ?> workflow) {
        this.engine = engine;
        this.execution = execution;
        this.workflow = workflow;
        this.holding = execution.claimed().holding();
        this.history = new History(execution.noun(), execution.claimed().steps(), workflow.removedSteps());
        this.recall = new Recall(engine, execution, history);
        this.steps = new Steps(engine, execution);
        this.groups = new SideBySide(engine, execution, history, recall, steps);
    }

    /** The code has been left; whoever still holds this may not use it. */
    void end() {
        ended = true;
    }

    void mayFinish() {
        history.mayFinish();
    }

    @Override
    public RunId id() {
        return holding.run().id();
    }

    @Override
    public String tenant() {
        return Spread.tenantOf(holding.run().tenant());
    }

    @Override
    public String storedTenant() {
        return holding.run().tenant();
    }

    @Override
    public String version() {
        return workflow.version();
    }

    @Override
    public String idempotencyKey() {
        var step = steps.inside();
        return step == null ? id().toString() : steps.idempotencyKey(step);
    }

    // --- steps -------------------------------------------------------------------------------------------------

    @Override
    public <T> T step(Step<T> step) {
        enter(step.name());
        return one(
                step.name(),
                StepKind.STEP,
                step.type(),
                step.options(),
                asked -> steps.task(asked.key(), step, recall));
    }

    @Override
    public <T> T transaction(String name, PayloadType<T> type, StepOptions options, TransactionFunction<T> function) {
        enter(StepName.check(name));
        return one(
                name,
                StepKind.TRANSACTION,
                type,
                options,
                asked -> steps.transaction(asked.key(), type, options, function, recall));
    }

    private <T> T one(
            String name,
            StepKind kind,
            PayloadType<T> type,
            StepOptions options,
            Function<Recall.Asked, Task<T>> task) {
        var asked = recall.again(recall.ask(name, kind, options));
        Outcome<T> settled = recall.settled(asked, type);
        return (settled != null ? settled : steps.settle(task.apply(asked), asked.prior())).orThrow();
    }

    @Override
    public <T> List<T> all(List<Step<T>> steps) {
        enter("of all()");
        return groups.all(steps).stream().map(Outcome::orThrow).toList();
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // each result is only ever handed out by the step that made it
    public Results all(Step<?>... steps) {
        enter("of all()");
        List<Step<Object>> untyped = (List) List.of(steps);
        return new Results(
                untyped, groups.all(untyped).stream().map(Outcome::orThrow).toList());
    }

    @Override
    public <T> First<T> any(List<Step<T>> steps) {
        enter("of any()");
        return groups.first("#any", steps, Group.Ends.WITH_FIRST_SETTLED);
    }

    @Override
    public <T> T firstSuccess(List<Step<T>> steps) {
        enter("of firstSuccess()");
        return groups.first("#first-success", steps, Group.Ends.WITH_FIRST_COMPLETED)
                .outcome()
                .orThrow();
    }

    @Override
    public <I, T> MapResult<T> map(
            String name, List<I> items, PayloadType<T> type, MapOptions options, ItemFunction<I, T> function) {
        enter(StepName.check(name));
        return new MapOverItems(execution, history, recall, groups).map(name, items, type, options, function);
    }

    // --- time and chance ---------------------------------------------------------------------------------------

    @Override
    public void sleep(String name, Duration duration) {
        sleep(name, new Due.In(duration));
    }

    @Override
    public void sleepUntil(String name, Instant instant) {
        sleep(name, new Due.At(instant));
    }

    private void sleep(String name, Due due) {
        enter(StepName.check(name));
        new Sleeps(engine, execution, recall).sleep(name, due);
    }

    @Override
    public Instant now() {
        return recorded(
                "#now", StepKind.NOW, Instant.class, () -> engine.clock().now().truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public double random() {
        return recorded(
                "#random",
                StepKind.RANDOM,
                Double.class,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public UUID uuid() {
        return recorded("#uuid", StepKind.UUID, UUID.class, UUID::randomUUID);
    }

    @Override
    public void attribute(String name, String value) {
        enter(StepName.check(name));
        var asked = recall.ask("#attribute", StepKind.ATTRIBUTE, StepOptions.defaults());
        if (asked.recorded() == null) {
            var change = Map.of(name, value);
            var write = StepWrite.completed(asked.key(), StepKind.ATTRIBUTE, recall.encode(asked.key(), change), 0);
            execution.write(new Entry(holding, List.of(write), List.of(), change, null));
        }
    }

    private <T> T recorded(String name, StepKind kind, Class<T> type, Supplier<T> source) {
        enter(name);
        var asked = recall.ask(name, kind, StepOptions.defaults());
        var recorded = asked.recorded();
        if (recorded != null) {
            return recall.decode(asked.key(), recorded.result(), PayloadType.of(type));
        }
        var value = source.get();
        execution.write(
                Entry.of(holding, StepWrite.completed(asked.key(), kind, recall.encode(asked.key(), value), 0)));
        return value;
    }

    // --- other runs --------------------------------------------------------------------------------------------

    @Override
    public <I, O> Child<O> start(String name, Workflow<I, O> child, I input, ChildOptions options) {
        enter(StepName.check(name));
        var begun = new Children(engine, execution, history, recall).start(name, child, input, options);
        return new ChildRun<>(this, engine, execution, recall, child, begun);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // see Run
    public <O> O continueAsNew(Object input) {
        enter("of continueAsNew()");
        history.mayFinish();
        var json = engine.payloads().encode(input, () -> "the input of the run that continues " + execution.noun());
        var next = engine.newRuns().continuation(execution.claimed(), workflow, json);
        throw execution.unwind(Unwind.with("continues as new", new Transition.Continue(next)));
    }

    /** Refuses calls from anywhere but the run's own code, and leaves the code when the execution has to stop. */
    void enter(String what) {
        var inside = steps.inside();
        if (inside != null) {
            throw new PenstockException(
                    ErrorCode.NESTED_STEP,
                    execution.noun() + ": step " + what + " was asked for inside the function of step " + inside
                            + "; a step cannot contain another: move it out into the workflow's code, or start a run");
        }
        if (!Thread.currentThread().equals(owner) || ended) {
            throw new PenstockException(
                    ErrorCode.OUTSIDE_RUN,
                    execution.noun() + ": step " + what + " was asked for "
                            + (ended
                                    ? "after the run left its code"
                                    : "by thread '" + Thread.currentThread().getName() + "'")
                            + "; only the run's own thread may, while its code executes: use all(), map() or a child run"
                            + " for work side by side");
        }
        Execution.forgetInterrupt();
        execution.check();
    }
}
