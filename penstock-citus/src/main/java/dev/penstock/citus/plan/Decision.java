package dev.penstock.citus.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.penstock.citus.catalog.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guarantee that changes, and how it should.
 *
 * @param id stable over re-planning, such as {@code unique-app.orders-orders_ref_key}
 * @param table null when it concerns more than one
 * @param subject what it is about, such as the name of a constraint
 * @param change what changes, in a sentence
 * @param options at least one
 * @param recommended id of an option; null when only a person can know
 * @param chosen id of an option; null when undecided
 */
public record Decision(
        String id,
        Kind kind,
        @Nullable QualifiedName table,
        String subject,
        String change,
        List<Option> options,
        @Nullable String recommended,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String chosen) {

    public Decision {
        options = Lists.filled(options, "options");
        among(id, options, recommended);
        among(id, options, chosen);
    }

    /** What kind of guarantee changes. */
    public enum Kind {
        /** A value that was unique in the whole table is unique within a tenant. */
        GLOBAL_UNIQUE_BECOMES_PER_TENANT,
        /** An exclusion constraint holds within a tenant. */
        EXCLUSION_BECOMES_PER_TENANT,
        /** ON DELETE SET NULL or SET DEFAULT, which Citus refuses where the tenant is part of the key. */
        SET_NULL_REFUSED,
        /** ON UPDATE CASCADE and the like, which Citus refuses where the tenant is part of the key. */
        UPDATE_CASCADE_REFUSED,
        /** Citus refuses tables with triggers. */
        TRIGGER,
        /** A rule acts on the coordinator only. */
        RULE,
        /** Citus refuses policies with sub-queries. */
        POLICY_SUBQUERY,
        /** Copying online is impossible with most foreign keys in place. */
        WINDOW_WITHOUT_FOREIGN_KEY,
        /** A foreign key that Citus cannot keep, because its tables do not lie together. */
        FOREIGN_KEY_LOST,
        /** A foreign key makes Citus take a local table into its metadata. */
        LOCAL_REFERS_TO_REFERENCE,
        /** With an identity column a distributed table cannot be brought back. */
        IDENTITY_ONE_WAY,
        /** A sequence of int gives no numbers on workers. */
        SEQUENCE_TYPE,
        /** One sequence for columns of several types. */
        SEQUENCE_SHARED,
        /** Several ways lead to a tenant, or only names suggest one. */
        TENANT_PATH_AMBIGUOUS,
        /** Rows without a tenant, or with a malformed one. */
        ROWS_WITHOUT_TENANT,
        /** Rows that refer to nothing. */
        ORPHANS,
        /** Rows that refer to another tenant's. */
        CROSS_TENANT_ROWS,
        /** A foreign key that Citus does not validate, because PostgreSQL compares the tenant as another type. */
        VALIDATION_REFUSED,
        /** A check that rows violate stops shard moves. */
        CHECK_NOT_VALID,
        /** A check calls a function, which on a shard must not read distributed tables. */
        CHECK_CALLS_FUNCTION,
        /** A large table would be copied to every node. */
        LARGE_REFERENCE,
        /** Something about the table that Citus refuses and that no statement can mend. */
        TABLE_REFUSED,
        /** Shards by tenant, or whole schemas. */
        LAYOUT,
        /** A view that could be written through. */
        WRITABLE_VIEW,
        /** A column or table that is dropped. */
        CONTRACT
    }

    /** @param consequence what follows from choosing it */
    public record Option(String id, String consequence) {}

    public Decision choose(@Nullable String option) {
        return new Decision(id, kind, table, subject, change, options, recommended, option);
    }

    private static void among(String id, List<Option> options, @Nullable String option) {
        if (option != null && options.stream().noneMatch(each -> each.id().equals(option))) {
            throw new IllegalArgumentException("decision " + id + " has no option " + option + ", only "
                    + options.stream().map(Option::id).toList());
        }
    }
}
