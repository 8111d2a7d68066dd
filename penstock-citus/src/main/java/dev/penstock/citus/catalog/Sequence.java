package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence and where it stands.
 *
 * @param lastValue null before its first value, and when this user may not look
 * @param identity belongs to an identity column
 * @param ownedByTableOid the table whose column it is dropped with
 * @param drawnBy the columns whose values come from it
 */
public record Sequence(
        long oid,
        QualifiedName name,
        String owner,
        String type,
        long start,
        long increment,
        long minimum,
        long maximum,
        long cache,
        boolean cycle,
        @Nullable Long lastValue,
        boolean identity,
        @Nullable Long ownedByTableOid,
        @Nullable String ownedByColumn,
        List<Draw> drawnBy,
        @Nullable String comment,
        List<Grant> grants) {

    /** A column that draws from a sequence. */
    public record Draw(long tableOid, String column, String type) {}
}
