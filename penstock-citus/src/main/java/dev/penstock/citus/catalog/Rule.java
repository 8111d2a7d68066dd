package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A rewrite rule, other than the one that makes a view a view.
 */
public record Rule(
        long oid,
        long tableOid,
        String name,
        Firing enabled,
        String definition,
        @Nullable String comment) {}
