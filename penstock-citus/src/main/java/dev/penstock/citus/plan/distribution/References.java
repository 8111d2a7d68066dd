package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.ForeignKey.Action;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Reference.Making;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Foreign keys: which are kept, which get the tenant, which are lost. */
final class References {

    private final Planning planning;
    private final ReferenceDecisions decisions;
    private final List<Reference> references = new ArrayList<>();

    References(Planning planning) {
        this.planning = planning;
        this.decisions = new ReferenceDecisions(planning);
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
        var build = new ReferenceBuild(planning);
        references.stream().filter(Reference::rebuilt).forEach(build::putAside);
        references.stream()
                .filter(reference -> reference.making() == Making.BESIDE)
                .forEach(build::build);
    }

    /** All rows against those that the exchange of keys has made. */
    void check(List<Reference> made) {
        made.forEach(new ReferenceBuild(planning)::check);
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
        String impossible = new Hindrances(planning).of(key, from, to);
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
                    involved ? decisions.onDelete(key) : key.onDelete(),
                    involved ? decisions.onUpdate(key) : key.onUpdate(),
                    key.match());
            boolean validated = key.validated() || !decisions.keptNotValid(key, partitioned);
            return Optional.of(new Reference(
                    key,
                    key.columns(),
                    key.referencedColumns(),
                    definition,
                    Making.KEPT,
                    validated,
                    partitioned,
                    validated && !partitioned ? decisions.proof(key, from, withTenant) : Reference.Proof.NONE));
        }
        var columns = before(from.column().name(), key.columns());
        var referenced = before(to.column().name(), key.referencedColumns());
        var match = decisions.match(key, from);
        boolean validated = !decisions.keptNotValid(key, partitioned);
        return Optional.of(new Reference(
                key,
                columns,
                referenced,
                definition(key, columns, referenced, decisions.onDelete(key), decisions.onUpdate(key), match),
                making(from, to),
                validated,
                partitioned,
                validated && !partitioned ? decisions.proof(key, from, true) : Reference.Proof.NONE));
    }

    private static Making making(Member from, Member to) {
        if (!from.spreads() || !to.spreads()) {
            return Making.KEPT;
        }
        return to.table().kind() == Table.Kind.PARTITIONED ? Making.IN_EXCHANGE : Making.BESIDE;
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
                .undo(Stream.concat(
                                Stream.of(
                                        "alter table " + key.table().quoted() + " drop constraint if exists "
                                                + quoted(key.name()),
                                        "alter table " + key.table().quoted() + " add constraint " + quoted(key.name())
                                                + " " + key.definition()),
                                Keys.comment(key.comment(), Keys.constraint(key.table(), key.name())).stream())
                        .toList())
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

    /** The definition of a foreign key that stays as it is. */
    static String unchanged(ForeignKey key) {
        return definition(key, key.columns(), key.referencedColumns(), key.onDelete(), key.onUpdate(), key.match());
    }

    private static boolean paired(ForeignKey key, Member from, Member to) {
        int at = key.columns().indexOf(from.column().name());
        return at >= 0 && key.referencedColumns().get(at).equals(to.column().name());
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
                + (onUpdate == Action.NO_ACTION ? "" : " on update " + Reference.words(onUpdate))
                + (onDelete == Action.NO_ACTION ? "" : " on delete " + Reference.words(onDelete))
                + (some ? " (" + Planning.list(key.onDeleteColumns()) + ")" : "")
                + (key.deferrable() ? " deferrable" : "")
                + (key.initiallyDeferred() ? " initially deferred" : "");
    }

    private static List<String> before(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }
}
