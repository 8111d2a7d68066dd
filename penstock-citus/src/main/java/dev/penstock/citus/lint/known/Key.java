package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Constraint;
import java.util.List;
import java.util.Objects;

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

    /** An exclusion constraint as it is written. */
    public static Key of(Constraint.Exclusion exclusion, String name) {
        return new Key(
                name,
                Kind.EXCLUSION,
                exclusion.elements().stream()
                        .map(element -> Objects.requireNonNullElse(element.column(), ""))
                        .toList(),
                exclusion.elements().stream().map(Constraint.Element::operator).toList(),
                List.of());
    }

    /** Whether the column is in it, if only included. */
    boolean names(String column) {
        return columns.contains(column) || include.contains(column);
    }

    Key withName(String value) {
        return new Key(value, kind, columns, operators, include);
    }

    Key withColumns(List<String> value, List<String> included) {
        return new Key(name, kind, value, operators, included);
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
