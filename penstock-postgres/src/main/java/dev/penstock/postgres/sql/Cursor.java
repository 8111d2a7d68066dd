package dev.penstock.postgres.sql;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.step.StepKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ends: the sort key of its last row, opaque to those who carry it.
 *
 * @param listing which listing it belongs to
 * @param at the moment that the listing is sorted by
 * @param step of a listing of steps; null of one of runs
 */
public record Cursor(
        String listing, Instant at, UUID run, @Nullable StepKey step) {

    private static final String SEPARATOR = "\n";
    private static final int RUN_PARTS = 3;
    private static final int STEP_PARTS = 6;

    public String encode() {
        var micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        var text = listing + SEPARATOR + micros + SEPARATOR + run;
        if (step != null) {
            text += SEPARATOR + step.name() + SEPARATOR + step.occurrence() + SEPARATOR + step.item();
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a listing of runs. Errors: not a cursor, or another listing's → {@code PEN-1014}. */
    public static Cursor ofRun(String listing, String cursor) {
        return decode(listing, RUN_PARTS, cursor);
    }

    /** Of a listing of steps. Errors: not a cursor, or another listing's → {@code PEN-1014}. */
    public static Cursor ofStep(String listing, String cursor) {
        return decode(listing, STEP_PARTS, cursor);
    }

    private static Cursor decode(String listing, int size, String cursor) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            var parts = text.split(SEPARATOR, -1);
            if (parts.length == size && parts[0].equals(listing)) {
                return new Cursor(
                        listing,
                        Micros.instant(Long.parseLong(parts[1])),
                        UUID.fromString(parts[2]),
                        size == RUN_PARTS
                                ? null
                                : new StepKey(parts[3], Integer.parseInt(parts[4]), Integer.parseInt(parts[5])));
            }
        } catch (IllegalArgumentException | ArithmeticException notOurs) {
            // Refused below, like one that is whole and another listing's.
        }
        throw new PenstockException(
                ErrorCode.INVALID_CURSOR,
                "the cursor '" + cursor
                        + "' is not one of this listing; take it from the page before, or begin without");
    }
}
