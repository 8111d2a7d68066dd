package dev.penstock.postgres.journal;

import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One array parameter of the append call, kept from flush to flush. Rows that are not set are null. */
final class Column<T> {

    private @Nullable T[] values;
    private boolean used;

    @SuppressWarnings("unchecked") // an array of T is what is asked for
    Column(Class<T> type) {
        this.values = (@Nullable T[]) Array.newInstance(type, 64);
    }

    void set(int row, @Nullable T value) {
        if (value == null) {
            return;
        }
        if (row >= values.length) {
            values = Arrays.copyOf(values, Math.max(row + 1, values.length * 2));
        }
        values[row] = value;
        used = true;
    }

    /** The first {@code rows}, or null when none of them was set. */
    @Nullable
    Object take(int rows) {
        if (!used) {
            return null;
        }
        var taken = Arrays.copyOf(values, rows);
        Arrays.fill(values, null);
        used = false;
        return taken;
    }
}
