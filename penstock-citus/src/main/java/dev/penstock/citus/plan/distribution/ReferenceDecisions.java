package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.ForeignKey.Action;
import dev.penstock.citus.inspect.DataCheck;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is decided of a foreign key that Citus keeps in another form. */
final class ReferenceDecisions {

    private final Planning planning;

    ReferenceDecisions(Planning planning) {
        this.planning = planning;
    }

    Action onDelete(ForeignKey key) {
        if (key.onDelete() != Action.SET_NULL && key.onDelete() != Action.SET_DEFAULT) {
            return key.onDelete();
        }
        String choice = planning.choices()
                .of(
                        Decision.Kind.SET_NULL_REFUSED,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name()) + " is ON DELETE " + Reference.words(key.onDelete())
                                + ", which Citus refuses where the tenant is part of the key",
                        "no-action",
                        new Option(
                                "no-action",
                                "deleting a row of " + key.referenced()
                                        + " fails while rows refer to it: set them first, in the same transaction"),
                        new Option(
                                "cascade",
                                "deleting a row of " + key.referenced() + " deletes those that refer to it"));
        return "cascade".equals(choice) ? Action.CASCADE : Action.NO_ACTION;
    }

    Action onUpdate(ForeignKey key) {
        if (key.onUpdate() == Action.NO_ACTION || key.onUpdate() == Action.RESTRICT) {
            return key.onUpdate();
        }
        planning.choices()
                .of(
                        Decision.Kind.UPDATE_CASCADE_REFUSED,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name()) + " is ON UPDATE " + Reference.words(key.onUpdate())
                                + ", which Citus refuses where the tenant is part of the key",
                        "no-action",
                        new Option(
                                "no-action",
                                "changing a key of " + key.referenced()
                                        + " fails while rows refer to it; nothing changes where keys never do"));
        return Action.NO_ACTION;
    }

    /** MATCH FULL over the tenant as well would forbid NULL in the others. */
    ForeignKey.Match match(ForeignKey key, Member from) {
        boolean nullable = key.columns().stream()
                .anyMatch(column -> !from.table().column(column).orElseThrow().notNull());
        if (key.match() != ForeignKey.Match.FULL || !nullable) {
            return key.match();
        }
        if (key.columns().size() > 1) {
            planning.draft()
                    .remark(
                            key.table(),
                            "foreign key " + quoted(key.name())
                                    + " is MATCH FULL; with the tenant in it, it cannot be: that all its columns are null or"
                                    + " none is up to a check");
        }
        return ForeignKey.Match.SIMPLE;
    }

    /** Whether it stays NOT VALID because of rows that break it; a decision when there are such rows. */
    boolean keptNotValid(ForeignKey key, boolean partitioned) {
        var across = planning.findings(key, DataCheck.Kind.CROSS_TENANT).toList();
        var orphans = planning.findings(key, DataCheck.Kind.ORPHANS).toList();
        if (across.isEmpty() && orphans.isEmpty()) {
            return false;
        }
        var options = new ArrayList<Option>();
        options.add(new Option(
                "quarantine",
                "they are moved, whole and with the rows that refer to them, to a table of schema "
                        + Names.QUARANTINE));
        if (!partitioned) {
            options.add(
                    new Option("keep-not-valid", "they stay; the foreign key is NOT VALID and checks new rows only"));
        }
        options.add(new Option("mend-by-hand", "the plan stops at this foreign key until there are none"));
        return "keep-not-valid"
                .equals(decideRows(
                        key,
                        across.isEmpty(),
                        Planning.told(
                                Stream.concat(across.stream(), orphans.stream()).toList()),
                        options));
    }

    private @Nullable String decideRows(ForeignKey key, boolean orphansOnly, String told, List<Option> options) {
        return planning.choices()
                .of(
                        orphansOnly ? Decision.Kind.ORPHANS : Decision.Kind.CROSS_TENANT_ROWS,
                        key.table(),
                        key.name(),
                        told,
                        null,
                        options.toArray(Option[]::new));
    }

    /**
     * To validate a foreign key PostgreSQL asks one query, in which a tenant that is compared as another type is cast: Citus sees no
     * join by the tenant any more and refuses it. When the key is made anew, each shard checks its own rows.
     */
    Reference.Proof proof(ForeignKey key, Member from, boolean withTenant) {
        if (!withTenant || !planning.tenantIsCast()) {
            return Reference.Proof.IN_PLACE;
        }
        if (from.table().bytes() < planning.options().onlineBytes()) {
            return Reference.Proof.ANEW;
        }
        String choice = planning.choices()
                .of(
                        Decision.Kind.VALIDATION_REFUSED,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name())
                                + " of a large table cannot be validated while it is written:"
                                + " PostgreSQL compares tenants of type "
                                + from.column().type()
                                + " as another type, and Citus refuses its query",
                        null,
                        new Option(
                                "anew",
                                "once moved it is made anew, which checks all rows: nobody reads or writes the two tables"
                                        + " meanwhile"),
                        new Option(
                                "keep-not-valid",
                                "all rows are checked before they move, and new ones always; it stays NOT VALID, and what"
                                        + " broke it while it was away is only reported"));
        return "keep-not-valid".equals(choice) ? Reference.Proof.NONE : Reference.Proof.ANEW;
    }
}
