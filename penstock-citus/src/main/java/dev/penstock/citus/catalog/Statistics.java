package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An extended statistics object.
 *
 * @param columns those that it is over, also within expressions
 */
public record Statistics(
        long oid,
        long tableOid,
        QualifiedName name,
        List<String> columns,
        String definition,
        @Nullable String comment) {}
