package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check constraint.
 *
 * @param inherited comes from a parent table
 */
public record Check(
        long oid,
        long tableOid,
        String name,
        List<String> columns,
        String expression,
        boolean validated,
        boolean noInherit,
        boolean inherited,
        String definition,
        @Nullable String comment) {}
