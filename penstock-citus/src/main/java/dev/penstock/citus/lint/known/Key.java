package dev.penstock.citus.lint.known;

import java.util.List;

/**
 * A primary key, unique constraint, unique index or exclusion constraint.
 *
 * @param columns empty text in the place of an expression
 * @param operators of an exclusion constraint, one for each column; else none
 */
public record Key(String name, Kind kind, List<String> columns, List<String> operators, List<String> include) {

    public enum Kind {
        PRIMARY,
        UNIQUE,
        EXCLUSION
    }

    /** Whether Citus can keep it with this distribution column. */
    public boolean covers(String distributionColumn) {
        int at = columns.indexOf(distributionColumn);
        return at >= 0
                && (kind != Kind.EXCLUSION
                        || operators.isEmpty()
                        || operators.get(at).equals("="));
    }
}
