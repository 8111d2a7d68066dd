package dev.penstock.postgres.run;

import dev.penstock.postgres.sql.Json;
import dev.penstock.postgres.sql.Moments;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.tenant.Spread;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the columns that every look-up of runs returns. */
final class RunRows {

    private RunRows() {}

    static List<RunStatus> all(ResultSet rows) throws SQLException {
        var runs = new ArrayList<RunStatus>();
        while (rows.next()) {
            runs.add(one(rows));
        }
        return runs;
    }

    private static RunStatus one(ResultSet row) throws SQLException {
        return new RunStatus(
                Spread.tenantOf(row.getString(1)),
                new RunId(row.getObject(2, UUID.class)),
                row.getString(3),
                row.getString(4),
                RunState.ofLabel(row.getString(5)),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getInt(8),
                row.getString(21),
                row.getLong(9),
                row.getBoolean(10),
                row.getString(11),
                idOrNull(row, 12),
                idOrNull(row, 13),
                Json.attributes(row.getString(14)),
                Json.failure(row.getString(15)),
                Moments.at(row, 16),
                Moments.orNull(row, 17),
                Moments.orNull(row, 18),
                Moments.orNull(row, 19),
                Moments.orNull(row, 20));
    }

    private static @Nullable RunId idOrNull(ResultSet row, int column) throws SQLException {
        var id = row.getObject(column, UUID.class);
        return id == null ? null : new RunId(id);
    }
}
