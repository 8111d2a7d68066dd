package dev.penstock.cli.demo;

import java.sql.ResultSet;
import java.sql.SQLException;

/** How far the worker has come, as the database sees it. */
record Counts(long shipped, long finished, long steps, long stepsExpected) {

    /** How much of the work is done, 0 to 1. */
    double share() {
        return (double) steps / stepsExpected;
    }

    static Counts of(ResultSet row) throws SQLException {
        return new Counts(
                row.getLong("shipped"), row.getLong("finished"), row.getLong("steps"), row.getLong("steps_expected"));
    }
}
