package dev.penstock.postgres.step;

import dev.penstock.postgres.sql.Json;
import dev.penstock.postgres.sql.Moments;
import dev.penstock.run.RunId;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.tenant.Spread;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the columns that every look-up of steps returns. */
public final class StepRows {

    private StepRows() {}

    public static List<StepRecord> all(ResultSet rows) throws SQLException {
        var steps = new ArrayList<StepRecord>();
        while (rows.next()) {
            steps.add(one(rows));
        }
        return steps;
    }

    public static StepRecord one(ResultSet row) throws SQLException {
        return new StepRecord(
                Spread.tenantOf(row.getString(1)),
                new RunId(row.getObject(2, UUID.class)),
                new StepKey(row.getString(3), row.getInt(4), row.getInt(5)),
                StepKind.ofLabel(row.getString(6)),
                StepState.ofLabel(row.getString(7)),
                row.getString(8),
                Json.failure(row.getString(9)),
                Json.metadata(row.getString(10)),
                Moments.orNull(row, 11),
                row.getBoolean(12),
                row.getLong(13),
                Moments.at(row, 14));
    }
}
