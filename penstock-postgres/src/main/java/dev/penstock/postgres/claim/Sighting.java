package dev.penstock.postgres.claim;

import dev.penstock.run.RunId;
import dev.penstock.store.DueRun;
import dev.penstock.store.RunKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A row of a look: a run that is due.
 *
 * @param place where its tenant stands in the round of its shard, from 1; 0 when the look went by time
 */
record Sighting(DueRun run, int place) {

    static final int TENANT = 1;
    static final int RUN = 2;
    static final int FIRST = 7;

    static List<Sighting> all(ResultSet rows) throws SQLException {
        var all = new ArrayList<Sighting>();
        while (rows.next()) {
            all.add(read(rows));
        }
        return all;
    }

    static Sighting read(ResultSet row) throws SQLException {
        return new Sighting(
                new DueRun(
                        new RunKey(row.getString(TENANT), new RunId(row.getObject(RUN, UUID.class))),
                        row.getLong(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getObject(6, OffsetDateTime.class).toInstant(),
                        row.getBoolean(FIRST)),
                row.getInt(8));
    }
}
