package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.UuidArray;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** As {@link Column}, for ids that every row has. */
final class UuidColumn {

    private long[] halves = new long[128];

    void set(int row, UUID value) {
        int at = 2 * row;
        if (at >= halves.length) {
            halves = Arrays.copyOf(halves, halves.length * 2);
        }
        halves[at] = value.getMostSignificantBits();
        halves[at + 1] = value.getLeastSignificantBits();
    }

    /** Reuses its memory: what was taken must have been sent before the next row is set. */
    @Nullable
    Object take(int rows) {
        return rows == 0 ? null : new UuidArray(halves, rows);
    }
}
