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

    static List<Sighting> all(ResultSet rows) throws SQLException {
        var all = new ArrayList<Sighting>();
        while (rows.next()) {
            all.add(new Sighting(
                    new DueRun(
                            new RunKey(rows.getString(1), new RunId(rows.getObject(2, UUID.class))),
                            rows.getLong(3),
                            rows.getString(4),
                            rows.getInt(5),
                            rows.getObject(6, OffsetDateTime.class).toInstant(),
                            rows.getBoolean(7)),
                    rows.getInt(8)));
        }
        return all;
    }
}
