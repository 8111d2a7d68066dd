package dev.penstock.step;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.util.regex.Pattern;

/** What steps, workflows and attributes may be called. */
public final class StepName {

    private static final Pattern SHAPE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_./ -]{0,199}");

    private StepName() {}

    /**
     * Returns {@code name} when it is 1 to 200 letters, digits, {@code _ . / -} or blanks and begins with a letter or
     * {@code _}; {@code #} and brackets are kept for occurrences and items.
     *
     * <p>Errors: anything else → {@code PEN-1003}.
     */
    public static String check(String name) {
        if (!SHAPE.matcher(name).matches()) {
            throw new PenstockException(
                    ErrorCode.INVALID_NAME,
                    "the name '" + name + "' is not usable; take 1 to 200 letters, digits, blanks or _ . / - and begin"
                            + " with a letter or _");
        }
        return name;
    }
}
