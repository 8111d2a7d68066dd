package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.engine.Recall.Asked;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.step.First;
import dev.penstock.step.Outcome;
import dev.penstock.step.Step;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code all}, {@code any} and {@code firstSuccess}: groups of steps, and the record of which was first. */
final class SideBySide {

    private final Engine engine;
    private final Execution execution;
    private final History history;
    private final Recall recall;
    private final Steps steps;

    SideBySide(Engine engine, Execution execution, History history, Recall recall, Steps steps) {
        this.engine = engine;
        this.execution = execution;
        this.history = history;
        this.recall = recall;
        this.steps = steps;
    }

    <T> List<Outcome<T>> all(List<Step<T>> wanted) {
        var asked = recall.visitAll(wanted);
        recall.judgeAll(asked, wanted);
        var result = group(again(asked), wanted, Group.Ends.WITH_ALL, Integer.MAX_VALUE, Integer.MAX_VALUE)
                .run();
        return result.outcomes().stream().map(Objects::requireNonNull).toList();
    }

    <T> Group<T> group(List<Asked> asked, List<Step<T>> wanted, Group.Ends ends, int limit, int failuresMax) {
        var members = new ArrayList<Group.Member<T>>();
        var settled = new ArrayList<@Nullable Outcome<T>>();
        for (int at = 0; at < wanted.size(); at++) {
            var one = asked.get(at);
            settled.add(recall.settled(one, wanted.get(at).type()));
            members.add(new Group.Member<>(steps.task(one.key(), wanted.get(at), recall), one.prior()));
        }
        return new Group<>(engine, execution, steps, members, settled, limit, failuresMax, ends);
    }

    private List<Asked> again(List<Asked> asked) {
        return asked.stream().map(recall::again).toList();
    }

    /** What is recorded of a choice: which step it was, so that a replay with other steps is noticed. */
    private record Choice(int position, String step) {}

    /**
     * Runs steps until one ends the group, and records which.
     *
     * @param name of the record; no user's step can carry it
     */
    <T> First<T> first(String name, List<Step<T>> wanted, Group.Ends ends) {
        if (wanted.isEmpty()) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION, execution.noun() + ": one of no steps was asked for; give at least one");
        }
        var asked = recall.visitAll(wanted);
        var choiceKey = history.next(name);
        var recorded = history.visit(choiceKey, StepKind.CHOICE);
        if (recorded != null) {
            return chosen(choiceKey, recorded, asked, wanted);
        }
        recall.judgeAll(asked, wanted);
        var group = group(again(asked), wanted, ends, Integer.MAX_VALUE, Integer.MAX_VALUE);
        var winner = group.run().winner();
        if (winner == null) {
            throw allFailed(asked, group);
        }
        record(choiceKey, winner, asked, group);
        return new First<>(winner.position(), winner.outcome());
    }

    private <T> void record(StepKey choiceKey, Group.Winner<T> winner, List<Asked> asked, Group<T> group) {
        var writes = new ArrayList<StepWrite>();
        var write = winner.unrecorded();
        if (write != null) {
            writes.add(write);
        }
        var first = asked.get(winner.position()).key().toString();
        var json = recall.encode(choiceKey, new Choice(winner.position(), first));
        writes.add(StepWrite.completed(choiceKey, StepKind.CHOICE, json, 0));
        writes.addAll(group.notNeeded("step " + first + " was first"));
        execution.write(new Entry(execution.claimed().holding(), writes, List.of(), Map.of(), null));
    }

    /** The one that was first on record, alone: when its failure failed the run, that one is tried again. */
    private <T> First<T> chosen(StepKey choiceKey, StepRecord recorded, List<Asked> asked, List<Step<T>> wanted) {
        var choice = recall.decode(choiceKey, recorded.result(), PayloadType.of(Choice.class));
        int at = choice.position();
        if (at >= asked.size() || !asked.get(at).key().toString().equals(choice.step())) {
            throw history.contradiction(
                    "step " + choice.step() + " was first, at position " + at, "the steps given are " + names(asked));
        }
        var winner = recall.again(asked.get(at));
        if (winner.recorded() == null) {
            throw history.contradiction("step " + choice.step() + " was first", "it has no record");
        }
        var step = wanted.get(at);
        Outcome<T> outcome = recall.settled(winner, step.type());
        return new First<>(
                at, outcome != null ? outcome : steps.settle(steps.task(winner.key(), step, recall), winner.prior()));
    }

    private <T> PenstockException allFailed(List<Asked> asked, Group<T> group) {
        var failed = new PenstockException(
                ErrorCode.STEPS_ALL_FAILED, execution.noun() + ": none of the steps " + names(asked) + " succeeded");
        for (int at = 0; at < asked.size(); at++) {
            if (group.outcome(at) instanceof Outcome.Failed<T>(var failure)) {
                failed.addSuppressed(failure);
            }
        }
        return failed;
    }

    private static List<String> names(List<Asked> asked) {
        return asked.stream().map(each -> each.key().toString()).toList();
    }
}
