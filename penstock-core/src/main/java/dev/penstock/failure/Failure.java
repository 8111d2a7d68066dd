package dev.penstock.failure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure as data: what was thrown, kept readable without the class that was thrown.
 *
 * @param type the class name of what was thrown
 * @param code our own code ({@code PEN-2005}) or null when user code threw something else
 * @param stack one line per frame, innermost first, at most {@value #STACK_LINES_MAX}
 * @param cause what caused it, at most {@value #CAUSES_MAX} deep
 */
public record Failure(
        String type,
        String message,
        @Nullable String code,
        List<String> stack,
        @Nullable Failure cause) {

    private static final int STACK_LINES_MAX = 40;
    private static final int CAUSES_MAX = 8;
    private static final int MESSAGE_LENGTH_MAX = 8_000;

    public Failure {
        stack = List.copyOf(stack);
        if (message.length() > MESSAGE_LENGTH_MAX) {
            message = message.substring(0, MESSAGE_LENGTH_MAX) + "…";
        }
    }

    /** Records what was thrown. */
    public static Failure of(Throwable thrown) {
        return of(thrown, CAUSES_MAX);
    }

    /** A failure of our own making, without a stack. */
    public static Failure of(ErrorCode code, String message) {
        return new Failure(PenstockException.class.getName(), message, code.text(), List.of(), null);
    }

    private static Failure of(Throwable thrown, int depth) {
        return new Failure(
                thrown.getClass().getName(),
                messageOf(thrown),
                codeOf(thrown),
                stackOf(thrown),
                causeOf(thrown, depth));
    }

    private static @Nullable Failure causeOf(Throwable thrown, int depth) {
        if (thrown instanceof CarriesFailure carrier) {
            return carrier.failure();
        }
        var cause = thrown.getCause();
        return cause == null || depth == 0 ? null : of(cause, depth - 1);
    }

    private static String messageOf(Throwable thrown) {
        var message = thrown.getMessage();
        return message == null ? "" : message;
    }

    private static @Nullable String codeOf(Throwable thrown) {
        return thrown instanceof PenstockException coded ? coded.code().text() : null;
    }

    private static List<String> stackOf(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(STACK_LINES_MAX)
                .map(StackTraceElement::toString)
                .toList();
    }

    /** Whether we made it with this code. What was thrown because of such a failure carries the code and is another. */
    public boolean is(ErrorCode wanted) {
        return type.equals(PenstockException.class.getName()) && wanted.text().equals(code);
    }

    /** Whether our own code is this one, here or in a cause. */
    public boolean hasCode(ErrorCode wanted) {
        return wanted.text().equals(code) || (cause != null && cause.hasCode(wanted));
    }

    /** Type and message in one line. */
    public String summary() {
        return message.isEmpty() ? type : type + ": " + message;
    }

    /** The whole chain, a line per frame, as a stack trace would print it. */
    public String trace() {
        var lines = new ArrayList<String>();
        for (Failure at = this; at != null; at = at.cause) {
            lines.add((lines.isEmpty() ? "" : "Caused by: ") + at.summary());
            at.stack.forEach(frame -> lines.add("    at " + frame));
        }
        return String.join("\n", lines);
    }
}
