package dev.penstock.codec;

import org.jspecify.annotations.Nullable;

/**
 * Turns payloads into JSON text and back.
 *
 * <p>The text is stored as it is in a {@code json} column, so it must be valid JSON; a codec that encrypts returns a
 * JSON string or object that holds the cipher text. Threads: called by many threads at once. Errors: whatever is thrown
 * is reported as {@code PEN-1005} (writing) or {@code PEN-1006} (reading), with the run and step named.
 */
public interface PayloadCodec {

    /** JSON text for {@code value}, {@code "null"} for null. */
    String encode(@Nullable Object value) throws Exception;

    /** What {@link #encode} wrote, as {@code type}. */
    <T> @Nullable T decode(String json, PayloadType<T> type) throws Exception;
}
