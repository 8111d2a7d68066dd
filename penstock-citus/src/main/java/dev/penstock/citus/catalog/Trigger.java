package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A trigger that somebody made; those behind constraints are not listed.
 *
 * @param constraint made by CREATE CONSTRAINT TRIGGER
 * @param parentOid the trigger of the partitioned table that this one comes from
 */
public record Trigger(
        long oid,
        long tableOid,
        String name,
        QualifiedName function,
        Firing enabled,
        boolean constraint,
        @Nullable Long parentOid,
        String definition,
        @Nullable String comment) {}
