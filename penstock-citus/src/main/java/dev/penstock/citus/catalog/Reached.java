package dev.penstock.citus.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * A table that a truncation which cascades would empty.
 *
 * @param depth foreign keys and partitions on the way; 0 for the truncated table itself
 * @param distributed whether its rows are in shards
 * @param bytes of its own heap on the coordinator
 * @param rootSchema of the partitioned table that it is a part of, or its own
 */
public record Reached(
        String schema, String name, int depth, boolean distributed, long bytes, String rootSchema, String rootName) {

    /** What a truncation of this table would empty, itself included. Cost: one look at the coordinator's catalogs. */
    public static List<Reached> byTruncating(Connection connection, QualifiedName table) throws SQLException {
        return Statement.named("closure")
                .rows(connection, Reached.class, Map.of("schema", table.schema(), "name", table.name()));
    }

    public QualifiedName table() {
        return new QualifiedName(schema, name);
    }

    public QualifiedName root() {
        return new QualifiedName(rootSchema, rootName);
    }
}
