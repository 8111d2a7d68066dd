package dev.penstock.postgres.journal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** As {@link Column}, for numbers that every row has. */
final class LongColumn {

    private long[] values = new long[64];

    void set(int row, long value) {
        if (row >= values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[row] = value;
    }

    @Nullable
    Object take(int rows) {
        return rows == 0 ? null : Arrays.copyOf(values, rows);
    }
}
