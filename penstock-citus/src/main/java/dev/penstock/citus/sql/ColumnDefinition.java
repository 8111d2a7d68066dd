package dev.penstock.citus.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of CREATE TABLE or ADD COLUMN.
 *
 * @param type the type with its modifiers as one word group, such as {@code character varying(20)} or {@code text[]}
 * @param constraints with their names if they have one; NOT NULL, DEFAULT and the like are fields of their own
 */
public record ColumnDefinition(
        String name,
        String type,
        @Nullable String collation,
        boolean notNull,
        boolean identity,
        boolean generated,
        Tokens defaultValue,
        List<Constraint> constraints,
        Span span) {

    public boolean serial() {
        return switch (type) {
            case "serial", "serial2", "serial4", "serial8", "smallserial", "bigserial" -> true;
            default -> false;
        };
    }
}
