package dev.penstock.citus.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param number its place; dropped columns leave gaps
 * @param type in full, modifier included, such as {@code character varying(40)}
 * @param domainOf the type below, when the type is a domain
 * @param collation null when the type has none; {@code pg_catalog.default} is the database's
 * @param defaultValue an expression; null when there is none
 * @param generation the expression of a generated column
 * @param inherited comes from a parent table
 * @param hashable whether Citus can distribute by it
 * @param cast whether PostgreSQL compares it as another type, as it does {@code character varying} and domains
 * @param nullFraction by the statistics of the last ANALYZE, 0 to 1; null when there was none
 * @param distinctValues by the same; negative is a share of the rows
 */
public record Column(
        long tableOid,
        int number,
        String name,
        String type,
        long typeOid,
        int typeModifier,
        @Nullable String domainOf,
        @Nullable QualifiedName collation,
        boolean notNull,
        @Nullable String defaultValue,
        Identity identity,
        Generated generated,
        @Nullable String generation,
        boolean inherited,
        boolean hashable,
        boolean cast,
        String storage,
        @Nullable Integer statisticsTarget,
        @Nullable Double nullFraction,
        @Nullable Double distinctValues,
        @Nullable String comment,
        List<Grant> grants) {

    /** Whether and how a column draws from an identity sequence. */
    public enum Identity {
        NONE,
        ALWAYS,
        BY_DEFAULT
    }

    /** Whether and when a column is computed. */
    public enum Generated {
        NONE,
        STORED,
        VIRTUAL
    }

    /** Whether the two may be distributed together: Citus wants the exact type and the same collation. */
    public boolean colocatableWith(Column other) {
        return typeOid == other.typeOid && Objects.equals(collation, other.collation);
    }
}
