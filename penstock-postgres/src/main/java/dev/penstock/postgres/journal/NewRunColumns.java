package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Json;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.queue.Queue;
import dev.penstock.store.Holding;
import dev.penstock.store.NewRun;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs to be inserted. */
final class NewRunColumns {

    /** A new run, the holding under which it is started if any, and whether it carries on after that run. */
    record Started(NewRun run, @Nullable Holding by, boolean continues) {}

    private final Column<String> tenant = new Column<>(String.class);
    private final UuidColumn run = new UuidColumn();
    private final Column<String> workflow = new Column<>(String.class);
    private final Column<String> version = new Column<>(String.class);
    private final IntColumn priority = new IntColumn();
    private final Column<Boolean> queued = new Column<>(Boolean.class);
    private final Column<String> input = new Column<>(String.class);
    private final Column<Boolean> direct = new Column<>(Boolean.class);
    private final Column<Long> delay = new Column<>(Long.class);
    private final Column<Long> timeout = new Column<>(Long.class);
    private final Column<String> key = new Column<>(String.class);
    private final Column<String> attributes = new Column<>(String.class);
    private final Column<UUID> parent = new Column<>(UUID.class);
    private final Column<Boolean> detached = new Column<>(Boolean.class);
    private final Column<UUID> by = new Column<>(UUID.class);
    private final Column<Long> byEpoch = new Column<>(Long.class);
    private final Column<Boolean> continues = new Column<>(Boolean.class);
    private final Column<String> queue = new Column<>(String.class);
    private int rows;

    void add(Started started) {
        int row = rows++;
        var one = started.run();
        tenant.set(row, one.key().tenant());
        run.set(row, one.key().id().value());
        workflow.set(row, one.workflow());
        version.set(row, one.version());
        priority.set(row, one.priority());
        queued.set(row, one.holder() == null ? true : null);
        input.set(row, one.input());
        direct.set(row, one.direct() ? true : null);
        delay.set(row, one.delay().isZero() ? null : (Long) Micros.of(one.delay()));
        timeout.set(row, one.timeout() == null ? null : (Long) Micros.of(one.timeout()));
        key.set(row, one.idempotencyKey());
        attributes.set(row, one.attributes().isEmpty() ? null : Json.write(one.attributes()));
        parent.set(row, one.parent() == null ? null : one.parent().value());
        detached.set(row, one.detached() ? true : null);
        // Of one that names its queue it is looked whether the lease of its holder stands.
        queue.set(row, one.queue().equals(Queue.DEFAULT) && !one.limited() ? null : one.queue());
        var holding = started.by();
        if (holding != null) {
            by.set(row, holding.run().id().value());
            byEpoch.set(row, holding.epoch());
            continues.set(row, started.continues() ? true : null);
        }
    }

    @Nullable
    Object[] take() {
        int taken = rows;
        rows = 0;
        return new @Nullable Object[] {
            tenant.take(taken), run.take(taken), workflow.take(taken), version.take(taken),
            priority.take(taken), queued.take(taken), input.take(taken), direct.take(taken),
            delay.take(taken), timeout.take(taken), key.take(taken), attributes.take(taken),
            parent.take(taken), detached.take(taken), by.take(taken), byEpoch.take(taken),
            continues.take(taken), queue.take(taken)
        };
    }
}
