package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.ForeignKey.Action;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.DataCheck;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan.Fate;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Foreign keys: which are kept, which get the tenant, which are lost. */
final class References {

    private final Planning planning;
    private final List<Reference> references = new ArrayList<>();

    /**
     * A foreign key as it will be.
     *
     * @param definition without NOT VALID
     * @param rebuilt whether it gets the tenant, so that it is made anew before the tables move
     * @param validated false when rows may break it by decision, so that it stays NOT VALID
     * @param proof how all rows are checked once they have moved
     */
    record Reference(
            ForeignKey key,
            List<String> columns,
            List<String> referencedColumns,
            String definition,
            boolean rebuilt,
            boolean validated,
            boolean partitioned,
            Proof proof) {

        String add(String name) {
            return whole(name) + (partitioned ? "" : " not valid");
        }

        private String whole(String name) {
            return "alter table " + key.table().quoted() + " add constraint " + quoted(name) + " " + definition;
        }

        String drop(String name) {
            return "alter table " + key.table().quoted() + " drop constraint if exists " + quoted(name);
        }

        String validate(String name) {
            return "alter table " + key.table().quoted() + " validate constraint " + quoted(name);
        }

        /** What checks all rows once they have moved; nothing when they are not checked any more. */
        List<String> proven() {
            return switch (proof) {
                case IN_PLACE -> List.of(validate(key.name()));
                case ANEW -> List.of(drop(key.name()), whole(key.name()));
                case NONE -> List.of();
            };
        }

        /** Rows {@code c} that break it. */
        String broken() {
            return Stream.concat(
                            columns.stream().map(column -> "c." + quoted(column) + " is not null"),
                            Stream.of("not exists (select 1 from "
                                    + key.referenced().quoted() + " p where "
                                    + Terms.on(columns, "c", referencedColumns, "p") + ")"))
                    .collect(joining(" and "));
        }
    }

    /** How all rows are checked against a foreign key between tables that are distributed. */
    enum Proof {
        /** It is validated while rows are written. */
        IN_PLACE,
        /** It is taken away and made anew, which checks each shard by itself, while nobody reads or writes. */
        ANEW,
        /** They are not. */
        NONE
    }

    References(Planning planning) {
        this.planning = planning;
        planning.catalog().foreignKeys().stream()
                .filter(key -> key.parentOid() == null)
                .filter(this::moves)
                .forEach(key -> reference(key).ifPresent(references::add));
    }

    List<Reference> all() {
        return references;
    }

    /** Those that are made anew and lead to the table. */
    List<Reference> rebuiltTo(Member member) {
        return references.stream()
                .filter(reference -> reference.rebuilt()
                        && reference.key().referencedOid() == member.table().oid())
                .toList();
    }

    /** Puts aside rows that break a foreign key, as decided, and makes those with the tenant beside the old ones. */
    void constrain() {
        references.stream().filter(Reference::rebuilt).forEach(this::putAside);
        references.stream().filter(Reference::rebuilt).forEach(this::build);
    }

    private boolean moves(ForeignKey key) {
        return whole(key.tableOid()).map(Member::moves).orElse(false)
                || whole(key.referencedOid()).map(Member::moves).orElse(false);
    }

    /** The table, or that which it is a partition of. */
    private Optional<Member> whole(long oid) {
        var table = planning.catalog().table(oid);
        Long parent = table.map(Table::partitionOf).orElse(null);
        return parent == null ? planning.member(oid) : whole(parent);
    }

    private Optional<Reference> reference(ForeignKey key) {
        var from = planning.member(key.tableOid()).orElse(null);
        var to = planning.member(key.referencedOid()).orElse(null);
        String impossible = impossible(key, from, to);
        if (impossible != null) {
            lost(key, impossible);
            return Optional.empty();
        }
        if (from == null || to == null) {
            throw new IllegalStateException(key.name() + " has no tables");
        }
        if (!from.distributed() && !from.reference() && !keptByLocal(key, from)) {
            lost(key, "dropped by decision");
            return Optional.empty();
        }
        boolean partitioned = from.table().kind() == Table.Kind.PARTITIONED;
        boolean withTenant = from.distributed() && to.distributed();
        if (!withTenant || paired(key, from, to)) {
            boolean involved = from.distributed()
                    && (withTenant || key.columns().contains(from.column().name()));
            String definition = definition(
                    key,
                    key.columns(),
                    key.referencedColumns(),
                    involved ? onDelete(key) : key.onDelete(),
                    involved ? onUpdate(key) : key.onUpdate(),
                    key.match());
            boolean validated = key.validated() || !keptNotValid(key, partitioned);
            return Optional.of(new Reference(
                    key,
                    key.columns(),
                    key.referencedColumns(),
                    definition,
                    false,
                    validated,
                    partitioned,
                    validated && !partitioned ? proof(key, from, withTenant) : Proof.NONE));
        }
        var columns = before(from.column().name(), key.columns());
        var referenced = before(to.column().name(), key.referencedColumns());
        var match = match(key, from);
        boolean validated = !keptNotValid(key, partitioned);
        return Optional.of(new Reference(
                key,
                columns,
                referenced,
                definition(key, columns, referenced, onDelete(key), onUpdate(key), match),
                from.spreads() && to.spreads(),
                validated,
                partitioned,
                validated && !partitioned ? proof(key, from, true) : Proof.NONE));
    }

    /** Why Citus cannot keep the foreign key in any form; null when it can. */
    private @Nullable String impossible(ForeignKey key, @Nullable Member from, @Nullable Member to) {
        if (from == null || to == null) {
            boolean partition = planning.catalog().table(key.tableOid()).isPresent()
                    && planning.catalog().table(key.referencedOid()).isPresent();
            return partition
                    ? "it leads from a partition, or to one, and not from or to the whole table"
                    : "one of its tables lies outside of the schemas that were read";
        }
        if (from.distributed() && to.distributed()) {
            if (!from.moves() || !to.moves()) {
                return elsewhere(key, from, to);
            }
            return crossed(key, from, to);
        }
        if (from.distributed()) {
            return to.reference() ? null : to.name() + " " + becomes(to);
        }
        if (to.distributed()) {
            return from.name() + " " + becomes(from) + (from.reference() ? "" : ", and Citus would check it only half");
        }
        if (from.reference() || to.reference()) {
            return from.fate() == Fate.SCHEMA || to.fate() == Fate.SCHEMA
                    ? "one of its tables is in a single shard"
                    : null;
        }
        return "none of its tables is distributed";
    }

    private static @Nullable String crossed(ForeignKey key, Member from, Member to) {
        int at = key.referencedColumns().indexOf(to.column().name());
        if (at >= 0 && !key.columns().get(at).equals(from.column().name())) {
            return "it refers to the tenant's column " + to.column().name() + " by another column than the tenant's";
        }
        return at < 0 && key.columns().contains(from.column().name())
                ? "it uses the tenant's column " + from.column().name() + " for something else"
                : null;
    }

    /** Existing groups: the one that new tables join holds the anchor. */
    private @Nullable String elsewhere(ForeignKey key, Member from, Member to) {
        var existing = from.moves() ? to : from;
        return existing.table().distribution().colocationId() == planning.joinedGroup()
                ? crossed(key, from, to)
                : existing.name() + " lies in another colocation group";
    }

    private static String becomes(Member member) {
        return switch (member.fate()) {
            case LOCAL -> "stays on the coordinator";
            case UNTOUCHED -> "is left as it is (" + member.why() + ")";
            case BLOCKED -> "cannot be distributed yet (" + member.why() + ")";
            case REFERENCE -> "becomes a reference table, which may not refer to a distributed one";
            case SCHEMA -> "is in a single shard";
            case DISTRIBUTED -> "is distributed";
        };
    }

    private void lost(ForeignKey key, String why) {
        planning.choices()
                .of(
                        Decision.Kind.FOREIGN_KEY_LOST,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name()) + " to " + key.referenced() + ": " + why,
                        Fates.DROP,
                        new Option(Fates.DROP, "it goes; whether rows refer to something is up to the application"));
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        List.of(key.table(), key.referenced()),
                        Names.slug(key.table().name()) + "-drop-" + Names.slug(key.name()),
                        "drop foreign key " + key.name() + ", which Citus cannot keep")
                .work(Work.Statements.one(
                        "alter table " + key.table().quoted() + " drop constraint if exists " + quoted(key.name())))
                .lock(key.table(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .lock(key.referenced(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.not(Probes.constraint(key.table(), key.name())))
                .undo(
                        "alter table " + key.table().quoted() + " drop constraint if exists " + quoted(key.name()),
                        "alter table " + key.table().quoted() + " add constraint " + quoted(key.name()) + " "
                                + key.definition())
                .add();
    }

    /** A foreign key to a reference table makes Citus take the local table into its metadata, and reset identities there. */
    private boolean keptByLocal(ForeignKey key, Member from) {
        if (from.table().columns().stream().noneMatch(column -> column.identity() != Column.Identity.NONE)) {
            planning.draft()
                    .remark(
                            from.name(),
                            "foreign key " + quoted(key.name()) + " to reference table " + key.referenced()
                                    + " makes Citus take this local table into its metadata; its rows stay where they are");
            return true;
        }
        return !Fates.DROP.equals(planning.choices()
                .of(
                        Decision.Kind.LOCAL_REFERS_TO_REFERENCE,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name()) + " to reference table " + key.referenced()
                                + " makes Citus take the local table into its metadata, which resets its identity column",
                        "keep",
                        new Option("keep", "the identity is set again behind the largest value"),
                        new Option(Fates.DROP, "the foreign key goes")));
    }

    private static boolean paired(ForeignKey key, Member from, Member to) {
        int at = key.columns().indexOf(from.column().name());
        return at >= 0 && key.referencedColumns().get(at).equals(to.column().name());
    }

    private Action onDelete(ForeignKey key) {
        if (key.onDelete() != Action.SET_NULL && key.onDelete() != Action.SET_DEFAULT) {
            return key.onDelete();
        }
        String choice = planning.choices()
                .of(
                        Decision.Kind.SET_NULL_REFUSED,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name()) + " is ON DELETE " + words(key.onDelete())
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

    private Action onUpdate(ForeignKey key) {
        if (key.onUpdate() == Action.NO_ACTION || key.onUpdate() == Action.RESTRICT) {
            return key.onUpdate();
        }
        planning.choices()
                .of(
                        Decision.Kind.UPDATE_CASCADE_REFUSED,
                        key.table(),
                        key.name(),
                        "foreign key " + quoted(key.name()) + " is ON UPDATE " + words(key.onUpdate())
                                + ", which Citus refuses where the tenant is part of the key",
                        "no-action",
                        new Option(
                                "no-action",
                                "changing a key of " + key.referenced()
                                        + " fails while rows refer to it; nothing changes where keys never do"));
        return Action.NO_ACTION;
    }

    /** MATCH FULL over the tenant as well would forbid NULL in the others. */
    private ForeignKey.Match match(ForeignKey key, Member from) {
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
    private boolean keptNotValid(ForeignKey key, boolean partitioned) {
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
    private Proof proof(ForeignKey key, Member from, boolean withTenant) {
        if (!withTenant || !planning.tenantIsCast()) {
            return Proof.IN_PLACE;
        }
        if (from.table().bytes() < planning.options().onlineBytes()) {
            return Proof.ANEW;
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
        return "keep-not-valid".equals(choice) ? Proof.NONE : Proof.ANEW;
    }

    private void putAside(Reference reference) {
        var key = reference.key();
        boolean found = Stream.of(DataCheck.Kind.CROSS_TENANT, DataCheck.Kind.ORPHANS)
                .anyMatch(kind -> planning.findings(key, kind).findAny().isPresent());
        boolean chosen = planning.choices().decisions().stream()
                .filter(decision ->
                        decision.kind() == Decision.Kind.ORPHANS || decision.kind() == Decision.Kind.CROSS_TENANT_ROWS)
                .anyMatch(decision -> key.table().equals(decision.table())
                        && decision.subject().equals(key.name())
                        && "quarantine".equals(decision.chosen()));
        if (!found || !chosen) {
            return;
        }
        planning.draft().helpers();
        String exists = "exists (select 1 from " + key.referenced().quoted() + " p where "
                + Terms.on(key.columns(), "c", key.referencedColumns(), "p") + ")";
        Quarantine.step(
                planning,
                planning.member(key.tableOid()).orElseThrow(),
                "quarantine-" + Names.slug(key.name()),
                "put aside rows that break " + key.name() + " with the tenant, with the rows that refer to them",
                reference.broken(),
                "case when " + exists + " then 'refers to another tenant: ' else 'refers to nothing: ' end || "
                        + literal(key.name()).strip(),
                "not exists (select 1 from " + key.table().quoted() + " c where " + reference.broken() + ")");
    }

    /** Added and validated by two operations: what is added locks out writers until its transaction ends. */
    private void build(Reference reference) {
        var key = reference.key();
        String beside = Names.beside(key.name());
        String exchanged = Probes.constraintWith(
                key.table(), key.name(), reference.columns().getFirst());
        var from = planning.member(key.tableOid()).orElseThrow().table();
        var hold = reference.partitioned() ? Hold.SCAN : Hold.BRIEF;
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        List.of(key.table(), key.referenced()),
                        Names.slug(key.table().name()) + "-build-" + Names.slug(key.name()),
                        "make foreign key " + key.name() + " with the tenant beside the old one"
                                + (reference.validated() ? "" : ", NOT VALID by decision"))
                .work(Work.Statements.one(reference.drop(beside), reference.add(beside)))
                .lock(key.referenced(), Mode.SHARE_ROW_EXCLUSIVE, hold)
                .lock(key.table(), Mode.SHARE_ROW_EXCLUSIVE, hold)
                .estimate(from.estimatedRows(), from.bytes())
                .probe(Probes.or(Probes.constraint(key.table(), beside), exchanged))
                .undo(reference.drop(beside))
                .add();
        if (reference.validated() && !reference.partitioned()) {
            planning.draft()
                    .step(
                            Phase.CONSTRAIN,
                            List.of(key.table(), key.referenced()),
                            Names.slug(key.table().name()) + "-check-" + Names.slug(key.name()),
                            "check all rows against foreign key " + key.name() + " with the tenant")
                    .work(Work.Statements.one(reference.validate(beside)))
                    .lock(key.table(), Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                    .estimate(from.estimatedRows(), from.bytes())
                    .probe(Probes.or(Probes.validated(key.table(), beside), exchanged))
                    .add();
        }
    }

    private static String definition(
            ForeignKey key,
            List<String> columns,
            List<String> referenced,
            Action onDelete,
            Action onUpdate,
            ForeignKey.Match match) {
        boolean some = !key.onDeleteColumns().isEmpty() && onDelete == key.onDelete();
        return "foreign key (" + Planning.list(columns) + ") references "
                + key.referenced().quoted() + " (" + Planning.list(referenced) + ")"
                + (match == ForeignKey.Match.FULL ? " match full" : "")
                + (onUpdate == Action.NO_ACTION ? "" : " on update " + words(onUpdate))
                + (onDelete == Action.NO_ACTION ? "" : " on delete " + words(onDelete))
                + (some ? " (" + Planning.list(key.onDeleteColumns()) + ")" : "")
                + (key.deferrable() ? " deferrable" : "")
                + (key.initiallyDeferred() ? " initially deferred" : "");
    }

    private static String words(Action action) {
        return action.name().replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private static List<String> before(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }
}
