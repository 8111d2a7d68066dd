package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.sql.Statement;

/**
 * A statement of a migration.
 *
 * @param nested whether it stands in the parentheses of the one before it that is not nested
 */
public record Step(Statement statement, Where where, boolean nested, Known before, Known after) {

    public enum Where {
        FILE,
        DO_BLOCK,
        /** Stored now, run later. */
        FUNCTION
    }
}
