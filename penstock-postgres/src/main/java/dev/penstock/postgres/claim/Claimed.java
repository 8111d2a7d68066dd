package dev.penstock.postgres.claim;

import dev.penstock.postgres.sql.Moments;
import dev.penstock.run.RunId;
import dev.penstock.step.StepRecord;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.Holding;
import dev.penstock.store.WorkerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code claim/claim.sql}: a claimed run before its history is loaded. */
record Claimed(
        Holding holding,
        String workflow,
        String version,
        @Nullable String input,
        @Nullable RunId parent,
        boolean detached,
        boolean cancelRequested,
        int priority,
        String queue,
        @Nullable Instant deadlineAt,
        Instant claimedAt) {

    static Claimed read(ResultSet row, WorkerId worker) throws SQLException {
        var parent = row.getObject(7, UUID.class);
        return new Claimed(
                new Holding(Claims.key(row), worker, row.getLong(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                parent == null ? null : new RunId(parent),
                row.getBoolean(8),
                row.getBoolean(9),
                row.getInt(10),
                row.getString(13),
                Moments.orNull(row, 11),
                Moments.at(row, 12));
    }

    ClaimedRun with(List<StepRecord> steps) {
        return new ClaimedRun(
                holding,
                workflow,
                version,
                input,
                parent,
                detached,
                cancelRequested,
                priority,
                queue,
                deadlineAt,
                claimedAt,
                steps);
    }
}
