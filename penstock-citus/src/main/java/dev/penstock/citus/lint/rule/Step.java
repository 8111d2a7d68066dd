package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import java.util.List;
import java.util.Set;

/**
 * A statement of a migration.
 *
 * @param variables of PL/pgSQL that its block or function declares; none outside
 * @param nested whether it stands in the parentheses of the one before it that is not nested
 * @param calls of functions anywhere in it; none of a nested one, whose calls are those of the outer
 */
public record Step(
        Statement statement,
        Where where,
        Set<String> variables,
        boolean nested,
        Known before,
        Known after,
        List<Call> calls) {

    public enum Where {
        FILE,
        DO_BLOCK,
        /** Stored now, run later. */
        FUNCTION
    }
}
