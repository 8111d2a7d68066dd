package dev.penstock.citus.verify;

import org.jspecify.annotations.Nullable;

/**
 * What to verify. Immutable.
 *
 * @param rows whether to count rows and checksums, which reads every table
 * @param quiet whether nobody has written since just before the move, so that every difference is a failure
 * @param workload statements of the application to explain; null for none
 * @param captured whether to explain the statements that pg_stat_statements has of this database
 */
public record VerifyOptions(
        boolean rows, boolean quiet, @Nullable String workload, boolean captured) {

    public static VerifyOptions all() {
        return new VerifyOptions(true, false, null, false);
    }

    public VerifyOptions withQuiet(boolean now) {
        return new VerifyOptions(rows, now, workload, captured);
    }

    public VerifyOptions withRows(boolean count) {
        return new VerifyOptions(count, quiet, workload, captured);
    }

    public VerifyOptions withWorkload(@Nullable String sql) {
        return new VerifyOptions(rows, quiet, sql, captured);
    }

    public VerifyOptions withCaptured(boolean explain) {
        return new VerifyOptions(rows, quiet, workload, explain);
    }
}
