package dev.penstock.failure;

import org.jspecify.annotations.Nullable;

/** Thrown by a step's function to say that trying again is pointless; the step fails at once, whatever its retry. */
public class NonRetryableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NonRetryableException(String message) {
        super(message);
    }

    public NonRetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
