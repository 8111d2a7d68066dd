package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Json;
import dev.penstock.step.StepState;
import dev.penstock.store.Holding;
import dev.penstock.store.StepWrite;
import org.jspecify.annotations.Nullable;

/** Steps to be inserted or settled. */
final class StepColumns {
    private final Column<String> tenant = new Column<>(String.class);
    private final UuidColumn run = new UuidColumn();
    private final LongColumn epoch = new LongColumn();
    private final Column<String> name = new Column<>(String.class);
    private final IntColumn occurrence = new IntColumn();
    private final Column<String> kind = new Column<>(String.class);
    private final LongColumn duration = new LongColumn();
    private final Column<String> result = new Column<>(String.class);
    private final Column<Integer> item = new Column<>(Integer.class);
    private final Column<String> state = new Column<>(String.class);
    private final Column<String> failure = new Column<>(String.class);
    private final Column<String> metadata = new Column<>(String.class);
    private final DueColumns due = new DueColumns();
    private final Column<Boolean> timedOut = new Column<>(Boolean.class);
    private final Column<Boolean> replaces = new Column<>(Boolean.class);
    private int rows;

    void add(Holding holding, StepWrite step) {
        int row = rows++;
        var place = step.key();
        tenant.set(row, holding.run().tenant());
        run.set(row, holding.run().id().value());
        epoch.set(row, holding.epoch());
        name.set(row, place.name());
        occurrence.set(row, place.occurrence());
        kind.set(row, Labels.of(step.kind()));
        duration.set(row, step.durationMicros());
        result.set(row, step.result());
        item.set(row, place.item() == 0 ? null : (Integer) place.item());
        state.set(row, step.state() == StepState.COMPLETED ? null : Labels.of(step.state()));
        failure.set(row, Json.write(step.failure()));
        metadata.set(row, Json.write(step.metadata()));
        due.set(row, step.due());
        timedOut.set(row, step.timedOut() ? true : null);
        replaces.set(row, step.update() ? true : null);
    }

    @Nullable
    Object[] take() {
        int taken = rows;
        rows = 0;
        return new @Nullable Object[] {
            tenant.take(taken), run.take(taken), epoch.take(taken), name.take(taken),
            occurrence.take(taken), kind.take(taken), duration.take(taken), result.take(taken),
            item.take(taken), state.take(taken), failure.take(taken), metadata.take(taken),
            due.at.take(taken), due.in.take(taken), timedOut.take(taken), replaces.take(taken)
        };
    }
}
