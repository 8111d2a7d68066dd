package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A logical replication publication.
 *
 * @param tableOids those of its tables that were read, also when it publishes all
 * @param operations insert, update, delete, truncate
 */
public record Publication(
        long oid,
        String name,
        String owner,
        boolean allTables,
        List<String> operations,
        List<Long> tableOids,
        @Nullable String comment) {}
