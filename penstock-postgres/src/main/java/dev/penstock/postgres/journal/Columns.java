package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Json;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.Transition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is pending, turned from rows into the array parameters of {@code journal/append.sql}, in their order. Used again
 * from flush to flush by one thread, so that a step costs no garbage beyond its own text.
 */
final class Columns {

    private static final int PARAMETERS = 48;

    private final NewRunColumns runs = new NewRunColumns();
    private final StepColumns steps = new StepColumns();
    private final AttributeColumns attributes = new AttributeColumns();
    private final MoveColumns moves = new MoveColumns();
    private final List<NewRunColumns.Started> started = new ArrayList<>();
    private final List<Entry> moving = new ArrayList<>();

    void add(Pending pending) {
        switch (pending) {
            case Pending.PendingStart(NewRun start, var verdict) ->
                started.add(new NewRunColumns.Started(start, null, false));
            case Pending.PendingEntry(Entry entry, var verdict) -> add(entry);
        }
    }

    private void add(Entry entry) {
        var holding = entry.holding();
        for (int at = 0; at < entry.steps().size(); at++) {
            steps.add(holding, entry.steps().get(at));
        }
        for (int at = 0; at < entry.starts().size(); at++) {
            started.add(new NewRunColumns.Started(entry.starts().get(at), holding, false));
        }
        if (!entry.attributes().isEmpty()) {
            attributes.add(holding, Json.write(entry.attributes()));
        }
        if (entry.transition() != null) {
            moving.add(entry);
            if (entry.transition() instanceof Transition.Continue(NewRun next)) {
                started.add(new NewRunColumns.Started(next, holding, true));
            }
        }
    }

    /** Sets the parameters from {@code place} on, and begins anew. */
    void bind(Bound append, int place) throws SQLException {
        // Rows are written in the order in which every statement locks them.
        started.sort(Comparator.comparing(one -> one.run().key(), LockOrder.OF_RUNS));
        started.forEach(runs::add);
        started.clear();
        moving.sort(Comparator.comparing(one -> one.holding().run(), LockOrder.OF_RUNS));
        moving.forEach(moves::add);
        moving.clear();

        // All are taken before the first is set, so that a failure leaves nothing behind for the next flush.
        var values = new ArrayList<@Nullable Object>(PARAMETERS);
        Collections.addAll(values, runs.take());
        Collections.addAll(values, steps.take());
        Collections.addAll(values, attributes.take());
        Collections.addAll(values, moves.take());
        for (int at = 0; at < values.size(); at++) {
            append.setAt(place + at, values.get(at));
        }
    }
}
