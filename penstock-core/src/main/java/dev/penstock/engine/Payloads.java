package dev.penstock.engine;

import dev.penstock.codec.PayloadCodec;
import dev.penstock.codec.PayloadType;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The codec with its limits: every refusal names what was to be written or read; a name costs more than a small payload. */
final class Payloads {

    private final PayloadCodec codec;
    private final int charsMax;

    Payloads(PayloadCodec codec, int charsMax) {
        this.codec = codec;
        this.charsMax = charsMax;
    }

    /** Writes {@code value}; {@code noun} is what it is, such as "the result of step charge". */
    String encode(@Nullable Object value, Supplier<String> noun) {
        String json;
        try {
            json = codec.encode(value);
        } catch (Exception e) {
            throw new PenstockException(
                    ErrorCode.PAYLOAD_NOT_SERIALISABLE,
                    noun.get() + " of type "
                            + (value == null ? "null" : value.getClass().getName())
                            + " cannot be serialised: " + e.getMessage()
                            + "; return a record or another type the codec knows, or give Penstock a codec that knows it",
                    e);
        }
        if (json.length() > charsMax) {
            throw new PenstockException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    noun.get() + " is " + json.length() + " characters long; the limit is " + charsMax
                            + "; keep it elsewhere and return a reference, or raise payloadCharsMax");
        }
        return json;
    }

    @SuppressWarnings("NullAway") // T stands for what its author declared, which may be a Void
    <T> T decode(@Nullable String json, PayloadType<T> type, Supplier<String> noun) {
        if (json == null) {
            return null;
        }
        try {
            return codec.decode(json, type);
        } catch (Exception e) {
            throw new PenstockException(
                    ErrorCode.PAYLOAD_UNREADABLE,
                    noun.get() + " cannot be read back as " + type + ": " + e.getMessage()
                            + "; give the type a form the codec can read, or register the version that wrote it",
                    e);
        }
    }
}
