package dev.penstock.citus.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link DataCheck}.
 *
 * @param count of bad rows; of those looked at, when sampled
 * @param samples keys of a few of them, each with what makes it bad
 * @param notChecked why there is no answer; null when there is
 */
public record Finding(
        DataCheck check,
        long count,
        List<String> samples,
        boolean sampled,
        @Nullable String notChecked) {

    public Finding {
        samples = List.copyOf(samples);
    }

    static Finding unanswered(DataCheck check, String why) {
        return new Finding(check, 0, List.of(), false, why);
    }

    boolean bad() {
        return count > 0;
    }
}
