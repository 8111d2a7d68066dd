package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Reference.Making;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Primary keys, uniques and exclusion constraints get the tenant. */
final class Keys {

    private static final Gate.Confirmation CODE_NAMES_TENANT = new Gate.Confirmation(
            "code-names-tenant",
            "no program relies on the old keys any more: ON CONFLICT names the tenant too, and nobody counts on a name of a"
                    + " key's index");

    private final Planning planning;
    private final References references;
    private final KeyDecisions decisions;
    private final List<KeyTable> kept = new ArrayList<>();

    Keys(Planning planning, References references) {
        this.planning = planning;
        this.references = references;
        this.decisions = new KeyDecisions(planning);
    }

    /** Unique indexes with the tenant beside the old ones, built without stopping anybody. */
    void build() {
        for (Member member : planning.spread()) {
            for (IndexOn at : lacking(member)) {
                if (decisions.overAllTenants(member, at)) {
                    var keys = new KeyTable(member, at.index());
                    keys.build(planning.draft(), planning.options().batchSize());
                    kept.add(keys);
                }
                build(member, at);
            }
        }
    }

    /** Of the uniques that go on to hold over all tenants. */
    List<KeyTable> kept() {
        return kept;
    }

    /** In one short transaction for each table: the old foreign keys to it and its old keys go, the new take their place. */
    void exchange() {
        planning.spread().forEach(this::exchange);
    }

    /** Uniques of the table, and those that its partitions have of their own. */
    private List<IndexOn> lacking(Member member) {
        return planning.catalog().whole(member.table()).stream()
                .flatMap(table -> table.indexes().stream()
                        .filter(index -> index.unique() && !index.exclusion() && index.parentOid() == null)
                        .filter(index ->
                                !index.keyColumns().contains(member.column().name()))
                        .map(index -> new IndexOn(table, index)))
                .toList();
    }

    /** An exclusion constraint and its table, which may be a partition. */
    private record Exclusion(Table table, Key key) {}

    private List<Exclusion> exclusions(Member member) {
        return planning.catalog().whole(member.table()).stream()
                .flatMap(table -> table.keys().stream()
                        .filter(key -> key.kind() == Key.Kind.EXCLUSION && key.parentOid() == null)
                        .filter(key -> !compares(key, member.column().name()))
                        .map(key -> new Exclusion(table, key)))
                .toList();
    }

    private static boolean compares(Key exclusion, String column) {
        int at = exclusion.columns().indexOf(column);
        return at >= 0
                && at < exclusion.operators().size()
                && exclusion.operators().get(at).equals("=");
    }

    private void build(Member member, IndexOn at) {
        String tenant = member.column().name();
        var parts = at.partitioned() ? at.parts(planning.catalog()) : List.of(at);
        for (IndexOn part : parts) {
            var text = IndexText.parse(part.index().definition()).with(quoted(tenant), tenant);
            build(member, part, text, true, Names.beside(part.index().name()), at.index());
        }
        if (!served(member, at)) {
            for (IndexOn part : parts) {
                var old = IndexText.parse(part.index().definition());
                var plain = new IndexText(old.head(), old.entries(), List.of(), withoutNulls(old.tail()));
                build(member, part, plain, false, Names.lookup(part.index().name()), at.index());
            }
        }
    }

    private static String withoutNulls(String tail) {
        return tail.replaceFirst("^ NULLS NOT DISTINCT", "");
    }

    private void build(Member member, IndexOn at, IndexText text, boolean unique, String name, Index of) {
        var table = at.table();
        var built = at.named(name);
        String drop = "drop index concurrently if exists " + built.quoted();
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        List.of(member.name()),
                        Names.slug(table.name().name()) + "-build-" + Names.slug(name),
                        unique
                                ? "build " + of.name() + " with the tenant beside the old one"
                                : "keep an index for look-ups without the tenant, which " + of.name() + " served")
                .work(Work.Statements.none(drop, text.create(unique, true, name, table.name())))
                .lock(table.name(), Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                .estimate(table.estimatedRows(), table.bytes())
                .probe(
                        unique
                                ? Probes.or(
                                        Probes.index(built),
                                        Probes.indexWith(
                                                at.name(), member.column().name()))
                                : Probes.index(built))
                .undoAlone(drop)
                .add();
    }

    /** Whether another index that stays begins with the same columns. */
    private boolean served(Member member, IndexOn at) {
        var index = at.index();
        var columns = index.keyColumns();
        boolean plain = index.entries().stream().allMatch(entry -> entry.included() || entry.column() != null);
        return plain
                && at.table().indexes().stream()
                        .filter(other -> other.oid() != index.oid() && other.valid() && other.predicate() == null)
                        .filter(other -> !other.unique()
                                || other.keyColumns().contains(member.column().name()))
                        .filter(other -> other.method().equals(index.method()))
                        .anyMatch(other -> other.keyColumns().size() >= columns.size()
                                && other.keyColumns().subList(0, columns.size()).equals(columns));
    }

    private void exchange(Member member) {
        var indexes = lacking(member);
        var exclusions = exclusions(member);
        var inbound = references.rebuiltTo(member);
        if (indexes.isEmpty() && exclusions.isEmpty() && inbound.isEmpty()) {
            return;
        }
        var sql = new ArrayList<String>();
        var undo = new ArrayList<String>();
        var last = new ArrayList<String>();
        var lastUndo = new ArrayList<String>();
        var probes = new ArrayList<String>();
        String tenant = member.column().name();
        for (var reference : inbound) {
            var key = reference.key();
            sql.add(reference.drop(key.name()));
            if (reference.making() == Making.BESIDE) {
                sql.add("alter table " + key.table().quoted() + " rename constraint " + quoted(Names.beside(key.name()))
                        + " to " + quoted(key.name()));
            } else {
                last.add(reference.add(key.name()));
            }
            undo.add(reference.drop(key.name()));
            lastUndo.add("alter table " + key.table().quoted() + " add constraint " + quoted(key.name()) + " "
                    + key.definition());
            comment(key.comment(), constraint(key.table(), key.name())).ifPresent(said -> {
                last.add(said);
                lastUndo.add(said);
            });
            probes.add(Probes.constraintWith(
                    key.table(), key.name(), reference.columns().getFirst()));
        }
        for (IndexOn at : indexes) {
            new Exchange(planning.catalog(), at, tenant).add(sql, undo);
            probes.add(Probes.indexWith(at.name(), tenant));
        }
        for (Exclusion exclusion : exclusions) {
            exclusion(member, exclusion, sql, undo);
            probes.add(Probes.constraintWith(
                    exclusion.table().name(), exclusion.key().name(), tenant));
        }
        sql.addAll(last);
        undo.addAll(lastUndo);
        var step = planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        inboundTables(member, inbound),
                        Names.slug(member.name().name()) + "-exchange-keys",
                        "put the keys with the tenant in the place of the old ones")
                .work(Work.Statements.one(sql))
                .lock(
                        member.name(),
                        Mode.ACCESS_EXCLUSIVE,
                        exclusions.isEmpty() && inbound.stream().noneMatch(Keys::checked) ? Hold.BRIEF : Hold.SCAN)
                .probe(Probes.and(probes))
                .undo(undo);
        if (!indexes.isEmpty() || !exclusions.isEmpty()) {
            step.gate(CODE_NAMES_TENANT);
        }
        inbound.forEach(reference ->
                step.lock(reference.key().table(), Mode.ACCESS_EXCLUSIVE, checked(reference) ? Hold.SCAN : Hold.BRIEF));
        grouped(member, step);
        step.add();
        references.check(inbound.stream()
                .filter(reference -> reference.making() == Making.IN_EXCHANGE)
                .toList());
    }

    /** Whether making it in the exchange reads all rows: from a partitioned table there is no NOT VALID. */
    private static boolean checked(Reference reference) {
        return reference.making() == Making.IN_EXCHANGE && reference.partitioned();
    }

    /** A view that groups by a primary key alone, and so rests on it, would stop the exchange. */
    private void grouped(Member member, Drafting.Step step) {
        var views = planning.catalog().views().stream()
                .filter(view -> view.reads().contains(member.table().oid()))
                .filter(view -> view.definition().toLowerCase(Locale.ROOT).contains("group by"))
                .map(view -> view.name().toString())
                .toList();
        if (views.isEmpty()) {
            return;
        }
        step.gate(new Gate.Condition(
                "select not exists (select 1 from pg_catalog.pg_depend d join pg_catalog.pg_constraint k on k.oid = d.refobjid"
                        + " where d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.classid ="
                        + " 'pg_catalog.pg_rewrite'::pg_catalog.regclass and k.conrelid = " + Probes.oid(member.name())
                        + ")",
                "one of " + String.join(", ", views) + " groups by the primary key of " + member.name()
                        + " and takes the other columns for granted: make it anew with all of them in GROUP BY"));
    }

    private static List<QualifiedName> inboundTables(Member member, List<Reference> inbound) {
        var tables = new ArrayList<QualifiedName>();
        tables.add(member.name());
        inbound.forEach(reference -> tables.add(reference.key().table()));
        return tables;
    }

    private void exclusion(Member member, Exclusion exclusion, List<String> sql, List<String> undo) {
        var key = exclusion.key();
        var table = exclusion.table().name();
        decisions.perTenant(member, exclusion.table(), key);
        var text = IndexText.parse(key.definition())
                .with(
                        quoted(member.column().name()) + " with =",
                        member.column().name());
        String alter = "alter table " + table.quoted();
        if (text.head().equals("gist")) {
            planning.draft()
                    .remark(
                            table,
                            "exclusion constraint " + quoted(key.name())
                                    + " compares the tenant in a gist index, which needs extension btree_gist; the plan makes"
                                    + " it");
            sql.addFirst("create extension if not exists btree_gist");
        }
        sql.add(alter + " drop constraint if exists " + quoted(key.name()));
        sql.add(alter + " add constraint " + quoted(key.name()) + " exclude using " + text.body());
        undo.add(alter + " drop constraint if exists " + quoted(key.name()));
        undo.add(alter + " add constraint " + quoted(key.name()) + " " + key.definition());
        comment(key.comment(), constraint(table, key.name())).ifPresent(said -> {
            sql.add(said);
            undo.add(said);
        });
    }

    /** How a comment is said of a constraint. */
    static String constraint(QualifiedName table, String name) {
        return "constraint " + quoted(name) + " on " + table.quoted();
    }

    static Optional<String> comment(@Nullable String comment, String on) {
        return Optional.ofNullable(comment)
                .map(text -> "comment on " + on + " is " + literal(text).strip());
    }
}
