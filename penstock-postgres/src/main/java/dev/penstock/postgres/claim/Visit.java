package dev.penstock.postgres.claim;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a look saw that went through a queue tenant by tenant.
 *
 * @param due runs of the tenants that have a turn
 * @param reached how far it came, in each shard where it stopped short of a round with turns to spare
 */
record Visit(List<Sighting> due, List<Reached> reached) {

    /**
     * The last tenant that was looked at.
     *
     * @param anew whether the look had begun with the first of all again
     */
    record Reached(String tenant, boolean anew) {}

    static Visit read(ResultSet rows) throws SQLException {
        var due = new ArrayList<Sighting>();
        var reached = new ArrayList<Reached>();
        while (rows.next()) {
            if (rows.getObject(Sighting.RUN) == null) {
                reached.add(new Reached(rows.getString(Sighting.TENANT), rows.getBoolean(Sighting.FIRST)));
            } else {
                due.add(Sighting.read(rows));
            }
        }
        return new Visit(due, reached);
    }

    /** Those of several nodes as one. */
    static Visit of(List<Visit> all) {
        return new Visit(
                all.stream().flatMap(each -> each.due().stream()).toList(),
                all.stream().flatMap(each -> each.reached().stream()).toList());
    }
}
