package dev.penstock.citus.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view or materialized view.
 *
 * @param reads OIDs of the tables and views that it reads itself
 * @param updatable whether PostgreSQL lets writes through; on Citus tables they are refused
 * @param extension the extension that it belongs to
 * @param indexes of a materialized view
 */
public record View(
        long oid,
        QualifiedName name,
        boolean materialized,
        String owner,
        List<String> options,
        List<Long> reads,
        boolean updatable,
        String definition,
        @Nullable String extension,
        @Nullable String comment,
        Map<String, String> columnComments,
        List<ViewIndex> indexes,
        List<Grant> grants) {

    /** An index of a materialized view. */
    public record ViewIndex(
            QualifiedName name,
            boolean unique,
            String definition,
            @Nullable String comment) {}
}
