package dev.penstock.citus.sql;

import org.jspecify.annotations.Nullable;

/** A name as it is written, folded where it is not quoted. */
public record QualifiedName(@Nullable String schema, String name, Span span) {

    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }
}
