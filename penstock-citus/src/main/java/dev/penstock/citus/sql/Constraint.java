package dev.penstock.citus.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constraint of a table or column; one of a column names just that column. */
public sealed interface Constraint {

    @Nullable
    String name();

    Span span();

    /**
     * PRIMARY KEY or UNIQUE.
     *
     * @param usingIndex the index that becomes the constraint; then there are no columns
     */
    record Unique(
            @Nullable String name,
            boolean primary,
            List<String> columns,
            List<String> include,
            @Nullable String usingIndex,
            Span span)
            implements Constraint {}

    /** @param elements each an expression and its operator */
    record Exclusion(@Nullable String name, List<Element> elements, Span span) implements Constraint {}

    /** @param column the bare column, or null for an expression */
    record Element(@Nullable String column, String operator) {}

    record Check(@Nullable String name, Tokens expression, boolean notValid, Span span) implements Constraint {}

    /** @param targetColumns none when the target's primary key is meant */
    record ForeignKey(
            @Nullable String name,
            List<String> columns,
            QualifiedName target,
            List<String> targetColumns,
            Action onDelete,
            Action onUpdate,
            boolean notValid,
            Span span)
            implements Constraint {}

    enum Action {
        NO_ACTION,
        RESTRICT,
        CASCADE,
        SET_NULL,
        SET_DEFAULT;

        public String sql() {
            return name().replace('_', ' ');
        }
    }

    /** NOT NULL as a named table constraint, of PostgreSQL 18. */
    record NotNull(@Nullable String name, String column, boolean notValid, Span span) implements Constraint {}
}
