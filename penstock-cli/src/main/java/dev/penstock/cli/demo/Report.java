package dev.penstock.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a demo did, read from the database when all was over.
 *
 * @param runs by state
 * @param biggest the tenants with the most runs
 * @param retries attempts that came after a failed one
 * @param elapsedMs from the first run's creation to the last one's end
 * @param holds whether every check does
 */
record Report(
        String directory,
        String server,
        String fsync,
        int orders,
        long tenants,
        SequencedMap<String, Long> biggest,
        List<SkippedRow> skipped,
        SequencedMap<String, Long> runs,
        long steps,
        long retries,
        long elapsedMs,
        double runsPerSecond,
        double stepsPerSecond,
        @Nullable Crash crash,
        List<Check> checks,
        boolean holds) {

    private record Totals(long steps, long retries, long elapsedMicros, String server, String fsync) {}

    static Report read(Connection connection, String directory, OrderFile file, @Nullable Crash crash)
            throws SQLException {
        var totals = Answer.one(
                connection,
                "totals",
                row -> new Totals(
                        row.getLong("steps"),
                        row.getLong("retries"),
                        row.getLong("elapsed_us"),
                        row.getString("server"),
                        row.getString("fsync")));
        double seconds = Math.max(1, totals.elapsedMicros()) / 1e6;
        var checks = Proof.of(connection, crash != null);
        int orders = file.orders().size();
        return new Report(
                directory,
                totals.server(),
                totals.fsync(),
                orders,
                file.tenants(),
                Answer.numbers(connection, "runs_by_tenant"),
                file.skipped(),
                Answer.numbers(connection, "runs_by_state"),
                totals.steps(),
                totals.retries(),
                totals.elapsedMicros() / 1000,
                orders / seconds,
                totals.steps() / seconds,
                crash,
                checks,
                checks.stream().allMatch(Check::holds));
    }
}
