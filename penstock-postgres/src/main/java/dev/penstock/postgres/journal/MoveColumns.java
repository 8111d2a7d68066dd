package dev.penstock.postgres.journal;

import dev.penstock.failure.Failure;
import dev.penstock.postgres.sql.Json;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.Transition;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs that end, park or go back to the queue. */
final class MoveColumns {
    private final Column<String> tenant = new Column<>(String.class);
    private final UuidColumn run = new UuidColumn();
    private final LongColumn epoch = new LongColumn();
    private final Column<String> state = new Column<>(String.class);
    private final Column<String> output = new Column<>(String.class);
    private final Column<String> failure = new Column<>(String.class);
    private final DueColumns due = new DueColumns();
    private final Column<UUID> child = new Column<>(UUID.class);
    private final Column<UUID> next = new Column<>(UUID.class);
    private int rows;

    void add(Entry entry) {
        int row = rows++;
        var holding = entry.holding();
        tenant.set(row, holding.run().tenant());
        run.set(row, holding.run().id().value());
        epoch.set(row, holding.epoch());
        switch (entry.transition()) {
            case Transition.Wait(Due until, RunId awaited) -> {
                state.set(row, Labels.of(RunState.WAITING));
                due.set(row, until);
                child.set(row, awaited == null ? null : awaited.value());
            }
            case Transition.Complete(String json) -> {
                state.set(row, null);
                output.set(row, json);
            }
            case Transition.Continue(NewRun run) -> {
                state.set(row, null);
                next.set(row, run.key().id().value());
            }
            case Transition.Fail(Failure cause) -> {
                state.set(row, Labels.of(RunState.FAILED));
                failure.set(row, Json.write(cause));
            }
            case Transition.Cancel(Failure cause) -> {
                state.set(row, Labels.of(RunState.CANCELLED));
                failure.set(row, Json.write(cause));
            }
            case Transition.Release() -> state.set(row, Labels.of(RunState.QUEUED));
            case null -> throw new IllegalStateException("not moving: " + holding.run());
        }
    }

    @Nullable
    Object[] take() {
        int taken = rows;
        rows = 0;
        return new @Nullable Object[] {
            tenant.take(taken), run.take(taken), epoch.take(taken), state.take(taken),
            output.take(taken), failure.take(taken), due.at.take(taken), due.in.take(taken),
            child.take(taken), next.take(taken)
        };
    }
}
