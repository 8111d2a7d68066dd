package dev.penstock.engine;

import dev.penstock.codec.PayloadType;
import dev.penstock.engine.Recall.Asked;
import dev.penstock.run.RunId;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.Workflow;
import java.util.List;
import java.util.Map;

/** Child runs: started in the commit that records it, under an id derived from parent and step. */
final class Children {

    /** Where the failure of a child is recorded, beside its start. */
    private static final int END = 1;

    private final Engine engine;
    private final Execution execution;
    private final History history;
    private final Recall recall;

    Children(Engine engine, Execution execution, History history, Recall recall) {
        this.engine = engine;
        this.execution = execution;
        this.history = history;
        this.recall = recall;
    }

    /** What is recorded of a started child. */
    private record Started(String run, String workflow) {}

    <I, O> ChildRun.Begun start(String name, Workflow<I, O> child, I input, ChildOptions options) {
        var asked = recall.ask(name, StepKind.CHILD, StepOptions.defaults());
        var recorded = asked.recorded();
        var id = recorded == null ? begin(asked, child, input, options) : begun(asked.key(), recorded, child);
        var end = asked.key().atItem(END);
        return new ChildRun.Begun(id, end, history.visitItems(asked.key()).get(END));
    }

    private <I, O> RunId begin(Asked asked, Workflow<I, O> child, I input, ChildOptions options) {
        engine.registry().require(child.name(), child.version());
        var parent = execution.claimed().holding().run();
        var id = RunIds.ofChild(parent.tenant(), parent.id(), asked.key().toString());
        var json = recall.encode(asked.key(), new Started(id.toString(), child.name()));
        var write = new StepWrite(
                asked.key(),
                StepKind.CHILD,
                StepState.COMPLETED,
                false,
                json,
                null,
                StepMetadata.ofChild(id.toString()),
                null,
                false,
                0);
        var launch = engine.childOf(parent, id, child, input, options);
        boolean recorded = false;
        try {
            execution.write(
                    new Entry(execution.claimed().holding(), List.of(write), List.of(launch.run()), Map.of(), null));
            recorded = true;
        } finally {
            (recorded ? launch.go() : launch.cancel()).run();
        }
        return id;
    }

    private RunId begun(StepKey key, StepRecord recorded, Workflow<?, ?> child) {
        var started = recall.decode(key, recorded.result(), PayloadType.of(Started.class));
        if (!started.workflow().equals(child.name())) {
            throw history.contradiction(
                    key + " started a run of workflow " + started.workflow(),
                    "the code now starts one of workflow " + child.name());
        }
        return RunId.of(started.run());
    }
}
