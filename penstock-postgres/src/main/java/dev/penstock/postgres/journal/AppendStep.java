package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.step.StepState;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Append} does, at half the price, for what a run that is alone flushes most: one completed step. */
public final class AppendStep {

    private final Sql sql;

    public AppendStep(Statements statements) {
        this.sql = statements.statement("journal/append_step");
    }

    Bound on(Connection connection) throws SQLException {
        return sql.on(connection);
    }

    /** The entry that this statement can record, when that is the whole flush. */
    static @Nullable Entry only(List<Pending> flush) {
        return flush.size() == 1 && flush.getFirst() instanceof Pending.PendingEntry one && isPlain(one.entry())
                ? one.entry()
                : null;
    }

    private static boolean isPlain(Entry entry) {
        return entry.steps().size() == 1
                && isPlain(entry.steps().getFirst())
                && entry.starts().isEmpty()
                && entry.attributes().isEmpty()
                && entry.transition() == null;
    }

    private static boolean isPlain(StepWrite step) {
        return step.state() == StepState.COMPLETED
                && !step.update()
                && step.metadata() == null
                && step.due() == null
                && !step.timedOut();
    }

    /** Returns whether it is durable; when not, nothing was written and {@link Append} knows why. */
    static boolean call(Bound append, Entry entry) throws SQLException {
        var holding = entry.holding();
        var step = entry.steps().getFirst();
        return append.set("tenant", holding.run().tenant())
                        .set("run", holding.run().id().value())
                        .set("epoch", holding.epoch())
                        .set("worker", holding.worker().value())
                        .set("name", step.key().name())
                        .set("occurrence", step.key().occurrence())
                        .set("item", step.key().item())
                        .set("kind", Labels.of(step.kind()))
                        .set("duration_us", step.durationMicros())
                        .set("result", step.result())
                        .write()
                == 1;
    }
}
