package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primary key, unique constraint or exclusion constraint.
 *
 * @param columns of the key in order; empty text in the place of an expression
 * @param operators of an exclusion constraint, one per column
 * @param parentOid the partitioned table's constraint that this one is a part of
 */
public record Key(
        long oid,
        long tableOid,
        String name,
        Kind kind,
        long indexOid,
        List<String> columns,
        List<String> operators,
        boolean deferrable,
        boolean initiallyDeferred,
        @Nullable Long parentOid,
        String definition,
        @Nullable String comment) {

    /** What a key promises. */
    public enum Kind {
        PRIMARY,
        UNIQUE,
        EXCLUSION
    }
}
