package dev.penstock.failure;

import org.jspecify.annotations.Nullable;

/** The root of everything Penstock throws: a stable code, and a message that names the nouns and what to do next. */
public class PenstockException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public PenstockException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public PenstockException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code.text() + " " + message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
