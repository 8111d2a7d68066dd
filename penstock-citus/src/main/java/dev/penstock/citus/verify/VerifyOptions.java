package dev.penstock.citus.verify;

import org.jspecify.annotations.Nullable;

/**
 * What to verify. Immutable.
 *
 * @param rows whether to count rows and checksums, which reads every table
 * @param quiet whether nobody has written since the move, so that every difference is a failure
 * @param workload statements of the application to explain; null for none
 */
public record VerifyOptions(
        boolean rows, boolean quiet, @Nullable String workload) {

    public static VerifyOptions all() {
        return new VerifyOptions(true, false, null);
    }

    public VerifyOptions withQuiet(boolean now) {
        return new VerifyOptions(rows, now, workload);
    }

    public VerifyOptions withRows(boolean count) {
        return new VerifyOptions(count, quiet, workload);
    }

    public VerifyOptions withWorkload(@Nullable String sql) {
        return new VerifyOptions(rows, quiet, sql);
    }
}
