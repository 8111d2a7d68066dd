package dev.penstock.citus.lint.known;

import org.jspecify.annotations.Nullable;

/**
 * A column.
 *
 * @param type as the server's {@code format_type} spells it
 * @param sequence the sequence that its default draws from
 * @param holdsNulls whether the server's statistics have seen NULL in it
 */
public record Column(
        String name,
        String type,
        @Nullable String collation,
        boolean notNull,
        boolean identity,
        @Nullable TableName sequence,
        boolean holdsNulls) {

    Column withNotNull(boolean value) {
        return new Column(name, type, collation, value, identity, sequence, holdsNulls);
    }

    Column withType(String value) {
        return new Column(name, value, collation, notNull, identity, sequence, holdsNulls);
    }

    Column withSequence(@Nullable TableName value, boolean ofIdentity) {
        return new Column(name, type, collation, notNull, ofIdentity, value, holdsNulls);
    }

    Column withName(String value) {
        return new Column(value, type, collation, notNull, identity, sequence, holdsNulls);
    }
}
