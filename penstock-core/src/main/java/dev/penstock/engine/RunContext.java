package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import dev.penstock.step.First;
import dev.penstock.step.MapOptions;
import dev.penstock.step.MapResult;
import dev.penstock.step.Outcome;
import dev.penstock.step.Results;
import dev.penstock.step.Step;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepName;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.step.TransactionFunction;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.workflow.Child;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.ItemFunction;
import dev.penstock.workflow.Run;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What workflow code sees of its execution. Confined to the run's thread, except where {@link Run} says otherwise. */
final class RunContext implements Run {

    private final Engine engine;
    private final Execution execution;
    private final Workflow<?, ?> workflow;
    private final Holding holding;
    private final History history;
    private final Steps steps;
    private final Thread owner = Thread.currentThread();
    private volatile boolean ended;

    RunContext(Engine engine, Execution execution, Workflow<?, ?> workflow) {
        this.engine = engine;
        this.execution = execution;
        this.workflow = workflow;
        this.holding = execution.claimed().holding();
        this.history = new History(execution.noun(), execution.claimed().steps(), workflow.removedSteps());
        this.steps = new Steps(engine, execution);
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
        var asked = ask(step.name(), StepKind.STEP, step.options());
        return this.<T>outcome(asked, step.type(), prior -> task(asked.key(), step))
                .orThrow();
    }

    @Override
    public <T> T transaction(String name, PayloadType<T> type, StepOptions options, TransactionFunction<T> function) {
        enter(StepName.check(name));
        var asked = ask(name, StepKind.TRANSACTION, options);
        return this.<T>outcome(
                        asked,
                        type,
                        prior -> new Task<>(
                                asked.key(),
                                StepKind.TRANSACTION,
                                options,
                                (attempt, success) -> transact(asked.key(), type, function, success)))
                .orThrow();
    }

    private <T> Task.Produced<T> transact(
            StepKey key, PayloadType<T> type, TransactionFunction<T> function, Task.Success success) throws Exception {
        var produced = new ArrayList<Task.Produced<T>>(1);
        var verdict = engine.store().transact(holding, connection -> {
            var made = produce(key, type, function.run(connection), success);
            produced.clear();
            produced.add(made);
            return Objects.requireNonNull(made.write());
        });
        execution.judge(verdict);
        return new Task.Produced<>(produced.getFirst().value(), null);
    }

    private <T> Task<T> task(StepKey key, Step<T> step) {
        return new Task<>(
                key,
                StepKind.STEP,
                step.options(),
                (attempt, success) -> produce(key, step.type(), step.function().run(attempt), success));
    }

    /** Takes a result through the codec, so that this execution sees what a replay will see. */
    private <T> Task.Produced<T> produce(StepKey key, PayloadType<T> type, @Nullable T value, Task.Success success) {
        try {
            var json = engine.payloads().encode(value, resultOf(key));
            return new Task.Produced<>(engine.payloads().decode(json, type, resultOf(key)), success.write(json));
        } catch (PenstockException refused) {
            throw new Task.Unwritable(refused);
        }
    }

    /** A key that the code asked for, with what is recorded under it. */
    private record Asked(StepKey key, @Nullable StepRecord recorded) {}

    private Asked ask(String name, StepKind kind, StepOptions options) {
        var asked = visit(name, kind, options);
        if (asked.recorded() == null && !options.added()) {
            history.mayBeNew(asked.key(), kind);
        }
        return asked;
    }

    private Asked visit(String name, StepKind kind, StepOptions options) {
        var key = history.next(name);
        var former = options.renamedFrom();
        if (former != null && !history.has(key)) {
            var formerKey = StepKey.of(former, key.occurrence());
            if (history.has(formerKey)) {
                return new Asked(formerKey, history.visit(formerKey, kind));
            }
        }
        return new Asked(key, history.visit(key, kind));
    }

    private <T> Outcome<T> outcome(Asked asked, PayloadType<T> type, Function<Prior, Task<T>> task) {
        var settled = settled(asked.key(), asked.recorded(), type);
        if (settled != null) {
            return settled;
        }
        var prior = Prior.of(asked.recorded());
        return steps.settle(task.apply(prior), prior);
    }

    /** The recorded outcome, or null when the step has none yet. */
    private <T> @Nullable Outcome<T> settled(StepKey key, @Nullable StepRecord recorded, PayloadType<T> type) {
        if (recorded == null || !recorded.state().isSettled()) {
            return null;
        }
        var failure = recorded.failure();
        if (failure != null) {
            return new Outcome.Failed<>(Steps.failure(key, recorded.attempts(), failure));
        }
        return new Outcome.Completed<>(
                engine.payloads().decode(recorded.result(), type, "the recorded " + resultOf(key)));
    }

    private String resultOf(StepKey key) {
        return "result of step " + key + " of " + execution.noun();
    }

    // --- steps side by side ------------------------------------------------------------------------------------

    @Override
    public <T> List<T> all(List<Step<T>> steps) {
        var result = group(visitAll(steps, true), steps, Group.Ends.WITH_ALL, Integer.MAX_VALUE, Integer.MAX_VALUE);
        return outcomesOf(result).stream().map(Outcome::orThrow).toList();
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // each result is only ever handed out by the step that made it
    public Results all(Step<?>... steps) {
        List<Step<Object>> untyped = (List) List.of(steps);
        var values = new ArrayList<@Nullable Object>();
        var result = group(visitAll(untyped, true), untyped, Group.Ends.WITH_ALL, Integer.MAX_VALUE, Integer.MAX_VALUE);
        outcomesOf(result).forEach(outcome -> values.add(outcome.orThrow()));
        return new Results(List.of(steps), values);
    }

    private <T> List<Asked> visitAll(List<Step<T>> steps, boolean judge) {
        enter(steps.isEmpty() ? "of an empty group" : steps.getFirst().name());
        var asked = new ArrayList<Asked>();
        for (Step<T> step : steps) {
            asked.add(visit(step.name(), StepKind.STEP, step.options()));
        }
        if (judge) {
            for (int at = 0; at < steps.size(); at++) {
                if (asked.get(at).recorded() == null && !steps.get(at).options().added()) {
                    history.mayBeNew(asked.get(at).key(), StepKind.STEP);
                }
            }
        }
        return asked;
    }

    private <T> Group<T> prepare(List<Asked> asked, List<Step<T>> steps, Group.Ends ends, int limit, int failuresMax) {
        var members = new ArrayList<Group.Member<T>>();
        var settled = new ArrayList<@Nullable Outcome<T>>();
        for (int at = 0; at < steps.size(); at++) {
            var one = asked.get(at);
            Outcome<T> outcome =
                    settled(one.key(), one.recorded(), steps.get(at).type());
            settled.add(outcome);
            members.add(new Group.Member<>(
                    task(one.key(), steps.get(at)), outcome == null ? Prior.of(one.recorded()) : Prior.NONE));
        }
        return new Group<>(engine, execution, this.steps, members, settled, limit, failuresMax, ends);
    }

    private <T> Group.Result<T> group(
            List<Asked> asked, List<Step<T>> steps, Group.Ends ends, int limit, int failuresMax) {
        return prepare(asked, steps, ends, limit, failuresMax).run();
    }

    private static <T> List<Outcome<T>> outcomesOf(Group.Result<T> result) {
        return result.outcomes().stream().map(Objects::requireNonNull).toList();
    }

    /** What is recorded of a choice: which step it was, so that a replay with other steps is noticed. */
    private record Choice(int position, String step) {}

    @Override
    public <T> First<T> any(List<Step<T>> steps) {
        var first = choose("#any", steps, Group.Ends.WITH_FIRST_SETTLED);
        if (first == null) {
            throw new PenstockException(ErrorCode.INVALID_OPTION, execution.noun() + ": any() needs at least one step");
        }
        return first;
    }

    @Override
    public <T> T firstSuccess(List<Step<T>> steps) {
        var first = choose("#first-success", steps, Group.Ends.WITH_FIRST_COMPLETED);
        if (first == null) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION, execution.noun() + ": firstSuccess() needs at least one step");
        }
        return first.outcome().orThrow();
    }

    private <T> @Nullable First<T> choose(String name, List<Step<T>> steps, Group.Ends ends) {
        var asked = visitAll(steps, false);
        if (steps.isEmpty()) {
            return null;
        }
        var choiceKey = history.next(name);
        var recorded = history.visit(choiceKey, StepKind.CHOICE);
        if (recorded != null) {
            return chosen(choiceKey, recorded, asked, steps);
        }
        history.mayBeNew(choiceKey, StepKind.CHOICE);
        var group = prepare(asked, steps, ends, Integer.MAX_VALUE, Integer.MAX_VALUE);
        var alreadySettled = firstSettled(asked, steps, ends);
        var winner = alreadySettled == null ? group.run().winner() : alreadySettled;
        if (winner == null) {
            throw allFailed(asked, steps, group);
        }
        recordChoice(choiceKey, winner, asked, group);
        return new First<>(winner.position(), winner.outcome());
    }

    /** A member that settled before the process died, when its choice was not recorded with it. */
    private <T> Group.@Nullable Winner<T> firstSettled(List<Asked> asked, List<Step<T>> steps, Group.Ends ends) {
        for (int at = 0; at < steps.size(); at++) {
            var recorded = asked.get(at).recorded();
            if (recorded != null && ends.with(recorded.state())) {
                Outcome<T> outcome =
                        settled(asked.get(at).key(), recorded, steps.get(at).type());
                return new Group.Winner<>(at, Objects.requireNonNull(outcome), null);
            }
        }
        return null;
    }

    private <T> void recordChoice(StepKey choiceKey, Group.Winner<T> winner, List<Asked> asked, Group<T> group) {
        var writes = new ArrayList<StepWrite>();
        var write = winner.unrecorded();
        if (write != null) {
            writes.add(write);
        }
        var winningStep = asked.get(winner.position()).key().toString();
        var json = engine.payloads().encode(new Choice(winner.position(), winningStep), resultOf(choiceKey));
        writes.add(StepWrite.completed(choiceKey, StepKind.CHOICE, json, 0));
        for (int at = 0; at < asked.size(); at++) {
            if (at != winner.position() && group.isUnsettledOnRecord(at)) {
                writes.add(notNeeded(asked.get(at).key(), winningStep));
            }
        }
        execution.write(new Entry(holding, writes, List.of(), Map.of(), null));
    }

    private static StepWrite notNeeded(StepKey key, String winner) {
        var failure = Failure.of(ErrorCode.STEP_INTERRUPTED, "not needed any more: step " + winner + " was first");
        return new StepWrite(key, StepKind.STEP, StepState.FAILED, true, null, failure, null, null, false, 0);
    }

    private <T> First<T> chosen(StepKey choiceKey, StepRecord recorded, List<Asked> asked, List<Step<T>> steps) {
        var choice = engine.payloads().decode(recorded.result(), PayloadType.of(Choice.class), resultOf(choiceKey));
        int at = choice.position();
        if (at >= asked.size() || !asked.get(at).key().toString().equals(choice.step())) {
            throw history.contradiction(
                    "step " + choice.step() + " was first, at position " + at,
                    "the steps given are "
                            + asked.stream().map(each -> each.key().toString()).toList());
        }
        Outcome<T> outcome = settled(
                asked.get(at).key(), asked.get(at).recorded(), steps.get(at).type());
        if (outcome == null) {
            throw history.contradiction("step " + choice.step() + " was first", "its record is not settled");
        }
        return new First<>(at, outcome);
    }

    private <T> PenstockException allFailed(List<Asked> asked, List<Step<T>> steps, Group<T> group) {
        var failed = new PenstockException(
                ErrorCode.STEPS_ALL_FAILED,
                execution.noun() + ": none of the steps "
                        + asked.stream().map(each -> each.key().toString()).toList() + " succeeded");
        for (int at = 0; at < steps.size(); at++) {
            if (group.outcome(at) instanceof Outcome.Failed<T>(var failure)) {
                failed.addSuppressed(failure);
            }
        }
        return failed;
    }

    /** The record of a map as a whole. */
    private record MapSummary(int items, int failed) {}

    @Override
    public <I, T> MapResult<T> map(
            String name, List<I> items, PayloadType<T> type, MapOptions options, ItemFunction<I, T> function) {
        enter(StepName.check(name));
        var key = history.next(name);
        var summary = history.visit(key, StepKind.MAP);
        var recorded = history.visitItems(key);
        checkItems(key, summary, recorded, items.size());
        if (summary == null && recorded.isEmpty() && !options.step().added()) {
            history.mayBeNew(key, StepKind.MAP);
        }
        var asked = new ArrayList<Asked>();
        var steps = new ArrayList<Step<T>>();
        for (int item = 1; item <= items.size(); item++) {
            var value = items.get(item - 1);
            asked.add(new Asked(key.atItem(item), recorded.get(item)));
            steps.add(new Step<>(name, type, options.step(), attempt -> function.run(value, attempt)));
        }
        if (summary != null && summary.failure() != null) {
            throw Steps.failure(key, 1, summary.failure());
        }
        var outcomes = group(asked, steps, Group.Ends.WITH_ALL, options.concurrency(), options.toleratedFailures())
                .outcomes();
        return summarise(key, summary, outcomes, options.toleratedFailures());
    }

    private void checkItems(StepKey key, @Nullable StepRecord summary, Map<Integer, StepRecord> recorded, int size) {
        int last = recorded.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (last > size) {
            throw history.contradiction(
                    "map " + key + " has a record for item " + last, "its list has " + size + " items");
        }
        if (summary != null && summary.failure() == null) {
            var was = engine.payloads().decode(summary.result(), PayloadType.of(MapSummary.class), resultOf(key));
            if (was.items() != size) {
                throw history.contradiction(
                        "map " + key + " went over " + was.items() + " items", "its list has " + size + " items");
            }
        }
    }

    private <T> MapResult<T> summarise(
            StepKey key, @Nullable StepRecord summary, List<@Nullable Outcome<T>> outcomes, int tolerated) {
        int failed = 0;
        int firstFailed = -1;
        for (int at = 0; at < outcomes.size(); at++) {
            if (outcomes.get(at) instanceof Outcome.Failed<T>) {
                failed++;
                firstFailed = firstFailed < 0 ? at : firstFailed;
            }
        }
        if (failed > tolerated) {
            var failure = mapFailure(key, failed, tolerated, outcomes.get(firstFailed), firstFailed + 1);
            execution.write(Entry.of(
                    holding,
                    new StepWrite(key, StepKind.MAP, StepState.FAILED, false, null, failure, null, null, false, 0)));
            throw Steps.failure(key, 1, failure);
        }
        if (summary == null) {
            var json = engine.payloads().encode(new MapSummary(outcomes.size(), failed), resultOf(key));
            execution.write(Entry.of(holding, StepWrite.completed(key, StepKind.MAP, json, 0)));
        }
        return new MapResult<>(outcomes.stream().map(Objects::requireNonNull).toList());
    }

    private static <T> Failure mapFailure(
            StepKey key, int failed, int tolerated, @Nullable Outcome<T> first, int item) {
        var cause = first instanceof Outcome.Failed<T>(var failure) ? failure.failure() : null;
        return new Failure(
                PenstockException.class.getName(),
                failed + " items of map " + key + " failed, " + tolerated + " are tolerated; the first is item " + item,
                ErrorCode.STEP_FAILED.text(),
                List.of(),
                cause);
    }

    // --- time and chance ---------------------------------------------------------------------------------------

    @Override
    public void sleep(String name, Duration duration) {
        sleep(name, new Due.In(duration), duration);
    }

    @Override
    public void sleepUntil(String name, Instant instant) {
        sleep(name, new Due.At(instant), engine.clock().until(instant));
    }

    private void sleep(String name, Due due, Duration wait) {
        enter(StepName.check(name));
        var asked = ask(name, StepKind.SLEEP, StepOptions.defaults());
        var recorded = asked.recorded();
        if (recorded != null) {
            var dueAt = recorded.dueAt();
            resumeSleep(dueAt == null ? recorded.recordedAt() : dueAt);
            return;
        }
        var write =
                new StepWrite(asked.key(), StepKind.SLEEP, StepState.COMPLETED, false, null, null, null, due, false, 0);
        if (isLong(wait)) {
            execution.write(new Entry(holding, List.of(write), List.of(), Map.of(), new Transition.Wait(due, null)));
            throw parked(wait, "sleeps");
        }
        execution.write(Entry.of(holding, write));
        execution.pause(wait);
    }

    private void resumeSleep(Instant dueAt) {
        var wait = engine.clock().until(dueAt);
        if (isLong(wait)) {
            execution.write(Entry.of(holding, new Transition.Wait(new Due.At(dueAt), null)));
            throw parked(wait, "sleeps");
        }
        execution.pause(wait);
    }

    private boolean isLong(Duration wait) {
        return wait.compareTo(engine.options().evictAfter()) > 0;
    }

    private Unwind parked(Duration wait, String why) {
        engine.dueIn(wait);
        return execution.unwind(Unwind.recorded(why));
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

    private <T> T recorded(String name, StepKind kind, Class<T> type, Supplier<T> source) {
        enter(name);
        var asked = ask(name, kind, StepOptions.defaults());
        if (asked.recorded() != null) {
            return engine.payloads().decode(asked.recorded().result(), PayloadType.of(type), resultOf(asked.key()));
        }
        var value = source.get();
        var json = engine.payloads().encode(value, resultOf(asked.key()));
        execution.write(Entry.of(holding, StepWrite.completed(asked.key(), kind, json, 0)));
        return value;
    }

    @Override
    public void attribute(String name, String value) {
        enter("#attribute");
        var asked = ask("#attribute", StepKind.ATTRIBUTE, StepOptions.defaults());
        if (asked.recorded() == null) {
            var json = engine.payloads().encode(Map.of(name, value), resultOf(asked.key()));
            var write = StepWrite.completed(asked.key(), StepKind.ATTRIBUTE, json, 0);
            execution.write(new Entry(holding, List.of(write), List.of(), Map.of(name, value), null));
        }
    }

    // --- other runs --------------------------------------------------------------------------------------------

    @Override
    public <I, O> Child<O> start(String name, Workflow<I, O> child, I input, ChildOptions options) {
        enter(StepName.check(name));
        var asked = ask(name, StepKind.CHILD, StepOptions.defaults());
        var id =
                asked.recorded() == null ? startChild(asked.key(), child, input, options) : recordedChild(asked, child);
        return new ChildRun<>(this, engine, execution, id, child);
    }

    private <I, O> RunId startChild(StepKey key, Workflow<I, O> child, I input, ChildOptions options) {
        engine.registry().require(child.name(), child.version());
        var id = RunIds.ofChild(tenant(), id(), key.toString());
        var launch = engine.childOf(holding.run(), id, child, input, options);
        try {
            var json = engine.payloads().encode(new ChildStart(id.toString(), child.name()), resultOf(key));
            var write = new StepWrite(
                    key,
                    StepKind.CHILD,
                    StepState.COMPLETED,
                    false,
                    json,
                    null,
                    StepMetadata.ofChild(id.toString()),
                    null,
                    false,
                    0);
            execution.write(new Entry(holding, List.of(write), List.of(launch.run()), Map.of(), null));
        } catch (Throwable t) {
            launch.cancel();
            throw t;
        }
        launch.go();
        return id;
    }

    /** What is recorded of a started child. */
    private record ChildStart(String run, String workflow) {}

    private RunId recordedChild(Asked asked, Workflow<?, ?> child) {
        var recorded = Objects.requireNonNull(asked.recorded());
        var start =
                engine.payloads().decode(recorded.result(), PayloadType.of(ChildStart.class), resultOf(asked.key()));
        if (!start.workflow().equals(child.name())) {
            throw history.contradiction(
                    asked.key() + " started a run of workflow " + start.workflow(),
                    "the code now starts one of workflow " + child.name());
        }
        return RunId.of(start.run());
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // see Run
    public <O> O continueAsNew(Object input) {
        enter("continueAsNew");
        history.mayFinish();
        var json = engine.payloads().encode(input, "the input of the run that continues " + execution.noun());
        throw execution.unwind(Unwind.with(
                "continues as new", new Transition.Continue(engine.continuation(execution.claimed(), workflow, json))));
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
                                    : "by thread " + Thread.currentThread().getName())
                            + "; only the run's own thread may, while its code executes: use all(), map() or a child run"
                            + " for work side by side");
        }
        execution.check();
    }
}
