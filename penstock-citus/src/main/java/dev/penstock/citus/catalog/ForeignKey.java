package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key. Either of its tables may lie outside the schemas that were read.
 *
 * @param referencedColumns one for one with {@code columns}
 * @param onDeleteColumns what SET NULL or SET DEFAULT sets, when it names columns; otherwise empty: all of them
 * @param enforced false for NOT ENFORCED of PostgreSQL 18
 * @param parentOid the foreign key that this one follows from, because a table on either side is partitioned
 */
public record ForeignKey(
        long oid,
        String name,
        long tableOid,
        QualifiedName table,
        List<String> columns,
        long referencedOid,
        QualifiedName referenced,
        List<String> referencedColumns,
        Action onUpdate,
        Action onDelete,
        List<String> onDeleteColumns,
        Match match,
        boolean deferrable,
        boolean initiallyDeferred,
        boolean validated,
        boolean enforced,
        @Nullable Long parentOid,
        String definition,
        @Nullable String comment) {

    /** What happens to the referring rows. */
    public enum Action {
        NO_ACTION,
        RESTRICT,
        CASCADE,
        SET_NULL,
        SET_DEFAULT
    }

    /** What NULL in one of several columns means. */
    public enum Match {
        SIMPLE,
        FULL,
        PARTIAL
    }

    public boolean selfReference() {
        return tableOid == referencedOid;
    }
}
