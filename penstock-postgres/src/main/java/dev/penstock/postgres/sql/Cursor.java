package dev.penstock.postgres.sql;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a page ends: the sort key of its last row, opaque to those who carry it.
 *
 * @param listing which listing it belongs to
 * @param at the moment that the listing is sorted by
 * @param rest what tells rows of the same moment apart, the run first
 */
public record Cursor(String listing, Instant at, List<String> rest) {

    private static final String SEPARATOR = "\n";

    public String encode() {
        var micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        var text = String.join(SEPARATOR, listing, Long.toString(micros), String.join(SEPARATOR, rest));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Errors: not a cursor, or another listing's → {@code PEN-1014}. */
    public static Cursor decode(String listing, int restSize, String cursor) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            var parts = List.of(text.split(SEPARATOR, -1));
            if (parts.size() == restSize + 2 && parts.getFirst().equals(listing)) {
                var decoded = new Cursor(
                        listing, Micros.instant(Long.parseLong(parts.get(1))), parts.subList(2, parts.size()));
                decoded.run();
                return decoded;
            }
        } catch (IllegalArgumentException | ArithmeticException notOurs) {
            // Falls through to the same refusal.
        }
        throw new PenstockException(
                ErrorCode.INVALID_CURSOR,
                "the cursor '" + cursor
                        + "' is not one of this listing; take it from the page before, or begin without");
    }

    public UUID run() {
        return UUID.fromString(rest.getFirst());
    }

    public int number(int place) {
        return Integer.parseInt(rest.get(place));
    }
}
