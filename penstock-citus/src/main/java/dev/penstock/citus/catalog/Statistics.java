package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/**
 * An extended statistics object.
 */
public record Statistics(
        long oid,
        long tableOid,
        QualifiedName name,
        String definition,
        @Nullable String comment) {}
