package dev.penstock.citus.failure;

import org.jspecify.annotations.Nullable;

/** A refusal of the toolkit; the message names the nouns and says what to do next. */
public final class CitusException extends RuntimeException {

    private final CitusErrorCode code;

    public CitusException(CitusErrorCode code, String message) {
        this(code, message, null);
    }

    public CitusException(CitusErrorCode code, String message, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    public CitusErrorCode code() {
        return code;
    }
}
