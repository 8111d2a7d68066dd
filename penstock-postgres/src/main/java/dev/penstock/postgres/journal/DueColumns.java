package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Micros;
import dev.penstock.store.Due;
import org.jspecify.annotations.Nullable;

/** A moment, in one of two columns according to how it is told. */
final class DueColumns {
    final Column<Long> at = new Column<>(Long.class);
    final Column<Long> in = new Column<>(Long.class);

    void set(int row, @Nullable Due due) {
        switch (due) {
            case Due.At(var instant) -> at.set(row, Micros.of(instant));
            case Due.In(var duration) -> in.set(row, Micros.of(duration));
            case null -> {}
        }
    }
}
