package dev.penstock.postgres.journal;

import dev.penstock.store.Holding;
import org.jspecify.annotations.Nullable;

/** Run attributes to be merged. */
final class AttributeColumns {
    private final Column<String> tenant = new Column<>(String.class);
    private final UuidColumn run = new UuidColumn();
    private final LongColumn epoch = new LongColumn();
    private final Column<String> attributes = new Column<>(String.class);
    private int rows;

    void add(Holding holding, @Nullable String json) {
        int row = rows++;
        tenant.set(row, holding.run().tenant());
        run.set(row, holding.run().id().value());
        epoch.set(row, holding.epoch());
        attributes.set(row, json);
    }

    @Nullable
    Object[] take() {
        int taken = rows;
        rows = 0;
        return new @Nullable Object[] {tenant.take(taken), run.take(taken), epoch.take(taken), attributes.take(taken)};
    }
}
