package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.engine.Recall.Asked;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.step.MapOptions;
import dev.penstock.step.MapResult;
import dev.penstock.step.Outcome;
import dev.penstock.step.Step;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import dev.penstock.workflow.ItemFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code map}: a group with a record for each item, and a summary when all are settled. */
final class MapOverItems {

    private static final int ITEMS_MAX = 100_000;

    private final Execution execution;
    private final History history;
    private final Recall recall;
    private final SideBySide groups;

    MapOverItems(Execution execution, History history, Recall recall, SideBySide groups) {
        this.execution = execution;
        this.history = history;
        this.recall = recall;
        this.groups = groups;
    }

    /** What is recorded of a map as a whole. */
    private record Summary(int items, int failed) {}

    <I, T> MapResult<T> map(
            String name, List<I> items, PayloadType<T> type, MapOptions options, ItemFunction<I, T> function) {
        if (items.size() > ITEMS_MAX) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    execution.noun() + ": map " + name + " over " + items.size() + " items; the limit is " + ITEMS_MAX
                            + ": split the list over child runs");
        }
        var key = history.next(name, options.step().renamedFrom());
        var summary = history.visit(key, StepKind.MAP);
        var recorded = history.visitItems(key);
        check(key, summary, recorded, items.size());
        if (summary == null && recorded.isEmpty() && !options.step().added()) {
            history.mayBeNew(key, StepKind.MAP);
        }
        boolean again = summary == null || recall.isAgain(summary);
        if (summary != null && summary.failure() != null && !again) {
            throw Steps.failure(key, 1, summary.failure());
        }
        var asked = new ArrayList<Asked>();
        var steps = new ArrayList<Step<T>>();
        for (int item = 1; item <= items.size(); item++) {
            var value = items.get(item - 1);
            var one = new Asked(key.atItem(item), recorded.get(item));
            asked.add(again ? recall.again(one) : one);
            steps.add(new Step<>(name, type, options.step(), attempt -> function.run(value, attempt)));
        }
        var group = groups.group(asked, steps, Group.Ends.WITH_ALL, options.concurrency(), options.toleratedFailures());
        var outcomes = group.run().outcomes();
        return again
                ? summarise(key, summary != null, group, outcomes, options.toleratedFailures())
                : new MapResult<>(settled(outcomes));
    }

    /** Refuses a list that is not the one on record. */
    private void check(StepKey key, @Nullable StepRecord summary, Map<Integer, StepRecord> recorded, int size) {
        int last = recorded.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (last > size) {
            throw history.contradiction(
                    "map " + key + " has a record for item " + last, "its list has " + size + " items");
        }
        if (summary != null && summary.failure() == null) {
            int was = recall.decode(key, summary.result(), PayloadType.of(Summary.class))
                    .items();
            if (was != size) {
                throw history.contradiction(
                        "map " + key + " went over " + was + " items", "its list has " + size + " items");
            }
        }
    }

    private <T> MapResult<T> summarise(
            StepKey key, boolean failedBefore, Group<T> group, List<@Nullable Outcome<T>> outcomes, int tolerated) {
        int failed = 0;
        for (var outcome : outcomes) {
            failed += outcome instanceof Outcome.Failed<T> ? 1 : 0;
        }
        if (failed > tolerated) {
            var failure = failure(key, failed, tolerated, outcomes);
            var writes = new ArrayList<>(group.notNeeded("map " + key + " has failed"));
            writes.add(new StepWrite(
                    key, StepKind.MAP, StepState.FAILED, failedBefore, null, failure, null, null, false, 0));
            record(writes);
            throw Steps.failure(key, 1, failure);
        }
        var json = recall.encode(key, new Summary(outcomes.size(), failed));
        record(List.of(
                new StepWrite(key, StepKind.MAP, StepState.COMPLETED, failedBefore, json, null, null, null, false, 0)));
        return new MapResult<>(settled(outcomes));
    }

    private static <T> List<Outcome<T>> settled(List<@Nullable Outcome<T>> outcomes) {
        return outcomes.stream().map(Objects::requireNonNull).toList();
    }

    private void record(List<StepWrite> writes) {
        execution.write(new Entry(execution.claimed().holding(), writes, List.of(), Map.of(), null));
    }

    private static <T> Failure failure(StepKey key, int failed, int tolerated, List<@Nullable Outcome<T>> outcomes) {
        int at = 0;
        while (!(outcomes.get(at) instanceof Outcome.Failed<T>)) {
            at++;
        }
        var first = ((Outcome.Failed<T>) Objects.requireNonNull(outcomes.get(at))).failure();
        return new Failure(
                PenstockException.class.getName(),
                failed + (failed == 1 ? " item" : " items") + " of map " + key + " failed and " + tolerated
                        + " are tolerated; the first is item " + (at + 1),
                ErrorCode.STEP_FAILED.text(),
                List.of(),
                first.failure());
    }
}
