package dev.penstock.engine;

import dev.penstock.step.StepKind;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Durable timers: one record, written when the timer is set; longer than a moment, the run parks in the same commit. */
final class Sleeps {

    private final Engine engine;
    private final Execution execution;
    private final Recall recall;

    Sleeps(Engine engine, Execution execution, Recall recall) {
        this.engine = engine;
        this.execution = execution;
        this.recall = recall;
    }

    void sleep(String name, Due due) {
        var asked = recall.ask(name, StepKind.SLEEP, StepOptions.defaults());
        var recorded = asked.recorded();
        if (recorded == null) {
            var timer = new StepWrite(
                    asked.key(), StepKind.SLEEP, StepState.COMPLETED, false, null, null, null, due, false, 0);
            await(due, timer);
        } else if (recorded.dueAt() != null) {
            await(new Due.At(recorded.dueAt()), null);
        }
    }

    private void await(Due due, @Nullable StepWrite timer) {
        Duration wait = switch (due) {
            case Due.At(var instant) -> engine.clock().until(instant);
            case Due.In(var duration) -> duration;
        };
        boolean parks = wait.compareTo(engine.options().evictAfter()) > 0;
        if (timer != null || parks) {
            execution.write(new Entry(
                    execution.claimed().holding(),
                    timer == null ? List.of() : List.of(timer),
                    List.of(),
                    Map.of(),
                    parks ? new Transition.Wait(due, null) : null));
        }
        if (parks) {
            engine.dueIn(wait);
            throw execution.unwind(Unwind.recorded("sleeps"));
        }
        execution.pause(wait);
    }
}
