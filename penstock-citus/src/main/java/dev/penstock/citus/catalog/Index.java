package dev.penstock.citus.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index, of a table or a materialized view.
 *
 * @param exclusion serves an exclusion constraint
 * @param immediate false when its constraint is deferrable
 * @param entries in order, included ones last
 * @param predicate of a partial index
 * @param constraintOid the primary key, unique or exclusion constraint that it serves
 * @param parentOid the partitioned table's index that this one is a part of
 */
public record Index(
        long oid,
        long tableOid,
        String name,
        String method,
        boolean unique,
        boolean primary,
        boolean exclusion,
        boolean immediate,
        boolean nullsNotDistinct,
        boolean valid,
        boolean ready,
        boolean replicaIdentity,
        boolean clustered,
        List<IndexEntry> entries,
        @Nullable String predicate,
        @Nullable Long constraintOid,
        @Nullable Long parentOid,
        String definition,
        long bytes,
        @Nullable String comment) {

    /** The columns that the key names as such; expressions and included columns are not among them. */
    public List<String> keyColumns() {
        return entries.stream()
                .filter(entry -> !entry.included())
                .map(IndexEntry::column)
                .filter(Objects::nonNull)
                .toList();
    }

    public boolean includes(String column) {
        return entries.stream().anyMatch(entry -> entry.included() && column.equals(entry.column()));
    }
}
