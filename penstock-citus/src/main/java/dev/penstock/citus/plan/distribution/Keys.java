package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.HashSet;
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
    private final List<KeyTable> kept = new ArrayList<>();

    Keys(Planning planning, References references) {
        this.planning = planning;
        this.references = references;
    }

    /** Unique indexes with the tenant beside the old ones, built without stopping anybody. */
    void build() {
        for (Member member : planning.spread()) {
            for (Index index : lacking(member)) {
                if (decide(member, index)) {
                    var keys = new KeyTable(member, index);
                    keys.build(planning.draft(), planning.options().batchSize());
                    kept.add(keys);
                }
                build(member, index);
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

    private List<Index> lacking(Member member) {
        return member.table().indexes().stream()
                .filter(index -> index.unique() && !index.exclusion() && index.parentOid() == null)
                .filter(index -> !index.keyColumns().contains(member.column().name()))
                .toList();
    }

    private List<Key> exclusions(Member member) {
        return member.table().keys().stream()
                .filter(key -> key.kind() == Key.Kind.EXCLUSION && key.parentOid() == null)
                .filter(key -> {
                    int at = key.columns().indexOf(member.column().name());
                    return at < 0
                            || at >= key.operators().size()
                            || !key.operators().get(at).equals("=");
                })
                .toList();
    }

    /** Whether it goes on to hold over all tenants. */
    private boolean decide(Member member, Index index) {
        if (generated(member.table(), index) || determined(member, index)) {
            return false;
        }
        var options = new ArrayList<Option>();
        options.add(new Option("per-tenant", "two tenants may have equal values"));
        var hindrance = KeyTable.hindrance(planning, member, index);
        if (hindrance.isEmpty()) {
            options.add(new Option(
                    KeyTable.OPTION,
                    "no two tenants have equal values, which the database checks: the keys are copied to every node in a"
                            + " reference table, rows refer to them. Programs insert the key before the row, in one transaction,"
                            + " which is committed on all nodes and fails while one of them is away"));
        }
        String name = quoted(index.name());
        return KeyTable.OPTION.equals(planning.choices()
                .of(
                        Decision.Kind.GLOBAL_UNIQUE_BECOMES_PER_TENANT,
                        member.name(),
                        index.name(),
                        (index.primary() ? "primary key " : "unique ") + name + " " + columns(index)
                                + (index.predicate() == null ? "" : " where " + index.predicate())
                                + " holds over all tenants now"
                                + (index.includes(member.column().name())
                                        ? "; it only carries the tenant along, which Citus would let pass and then check in"
                                                + " each shard by itself"
                                        : "")
                                + hindrance
                                        .map(why -> ". " + KeyTable.OPTION + " is not offered: " + why)
                                        .orElse(""),
                        "per-tenant",
                        options.toArray(Option[]::new)));
    }

    /** Values that a generator makes do not meet by chance. */
    private boolean generated(Table table, Index index) {
        return index.keyColumns().stream()
                .flatMap(name -> table.column(name).stream())
                .anyMatch(column -> drawn(table, column)
                        || (column.type().equals("uuid")
                                && references(table, column.name()).isEmpty()));
    }

    private List<ForeignKey> references(Table table, String column) {
        return planning.catalog().foreignKeys().stream()
                .filter(key -> key.tableOid() == table.oid() && key.columns().contains(column))
                .toList();
    }

    private boolean drawn(Table table, Column column) {
        return column.identity() != Column.Identity.NONE || draws(table, column.name());
    }

    private boolean draws(Table table, String column) {
        return planning.catalog().sequences().stream()
                .flatMap(sequence -> sequence.drawnBy().stream())
                .anyMatch(
                        draw -> draw.tableOid() == table.oid() && draw.column().equals(column));
    }

    private static boolean notNull(Table table, List<String> columns) {
        return columns.stream()
                .allMatch(name -> table.column(name).map(Column::notNull).orElse(false));
    }

    /**
     * One of its columns refers to a row of a tenant, and so to the tenant: within the tenant it holds as it did. Rows that refer
     * to nothing are not compared, unless NULL counts as equal.
     */
    private boolean determined(Member member, Index index) {
        var columns = new HashSet<>(index.keyColumns());
        return planning.catalog().foreignKeys().stream()
                .filter(key -> key.tableOid() == member.table().oid() && columns.containsAll(key.columns()))
                .filter(key -> !index.nullsNotDistinct() || notNull(member.table(), key.columns()))
                .anyMatch(key -> planning.member(key.referencedOid())
                        .filter(Member::distributed)
                        .isPresent());
    }

    private void build(Member member, Index index) {
        String tenant = quoted(member.column().name());
        var parts = leaves(member.table(), index);
        if (member.table().kind() != Table.Kind.PARTITIONED) {
            parts = List.of(new Leaf(member.table(), index));
        }
        for (Leaf leaf : parts) {
            build(
                    member,
                    leaf,
                    IndexText.parse(leaf.index().definition())
                            .with(tenant, member.column().name()),
                    true,
                    Names.beside(leaf.index().name()),
                    index);
        }
        if (!served(member, index)) {
            for (Leaf leaf : parts) {
                var old = IndexText.parse(leaf.index().definition());
                var plain = new IndexText(old.head(), old.entries(), List.of(), withoutNulls(old.tail()));
                build(member, leaf, plain, false, Names.lookup(leaf.index().name()), index);
            }
        }
    }

    private static String withoutNulls(String tail) {
        return tail.replaceFirst("^ NULLS NOT DISTINCT", "");
    }

    private void build(Member member, Leaf leaf, IndexText text, boolean unique, String name, Index of) {
        var table = leaf.table();
        var built = new QualifiedName(table.name().schema(), name);
        var final_ = new QualifiedName(table.name().schema(), leaf.index().name());
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
                                        Probes.indexWith(final_, member.column().name()))
                                : Probes.index(built))
                .undoAlone(drop)
                .add();
    }

    /** Whether another index that stays begins with the same columns. */
    private boolean served(Member member, Index index) {
        var columns = index.keyColumns();
        boolean plain = index.entries().stream().allMatch(entry -> entry.included() || entry.column() != null);
        return plain
                && member.table().indexes().stream()
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
        var after = new ArrayList<String>();
        var probes = new ArrayList<String>();
        String tenant = member.column().name();
        for (var reference : inbound) {
            var key = reference.key();
            sql.add(reference.drop(key.name()));
            sql.add("alter table " + key.table().quoted() + " rename constraint " + quoted(Names.beside(key.name()))
                    + " to " + quoted(key.name()));
            undo.add(reference.drop(key.name()));
            after.add("alter table " + key.table().quoted() + " add constraint " + quoted(key.name()) + " "
                    + key.definition());
            comment(
                            key.comment(),
                            "constraint " + quoted(key.name()) + " on "
                                    + key.table().quoted())
                    .ifPresent(said -> {
                        sql.add(said);
                        after.add(said);
                    });
            probes.add(Probes.constraintWith(
                    key.table(), key.name(), reference.columns().getFirst()));
        }
        for (Index index : indexes) {
            new Exchange(planning, member, index).add(sql, undo);
            probes.add(Probes.indexWith(new QualifiedName(member.name().schema(), index.name()), tenant));
        }
        for (Key key : exclusions) {
            exclusion(member, key, sql, undo);
            probes.add(Probes.constraintWith(member.name(), key.name(), tenant));
        }
        undo.addAll(after);
        var step = planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        inboundTables(member, inbound),
                        Names.slug(member.name().name()) + "-exchange-keys",
                        "put the keys with the tenant in the place of the old ones")
                .work(Work.Statements.one(sql))
                .lock(member.name(), Mode.ACCESS_EXCLUSIVE, exclusions.isEmpty() ? Hold.BRIEF : Hold.SCAN)
                .probe(Probes.and(probes))
                .undo(undo);
        if (!indexes.isEmpty() || !exclusions.isEmpty()) {
            step.gate(CODE_NAMES_TENANT);
        }
        inbound.forEach(reference -> step.lock(reference.key().table(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF));
        grouped(member, step);
        step.add();
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

    private void exclusion(Member member, Key key, List<String> sql, List<String> undo) {
        planning.choices()
                .of(
                        Decision.Kind.EXCLUSION_BECOMES_PER_TENANT,
                        member.name(),
                        key.name(),
                        "exclusion constraint " + quoted(key.name())
                                + " holds over all tenants now; it is built anew while" + " nobody writes",
                        "per-tenant",
                        new Option("per-tenant", "rows of two tenants may overlap"));
        var text = IndexText.parse(key.definition())
                .with(
                        quoted(member.column().name()) + " with =",
                        member.column().name());
        String alter = Tenants.alter(member);
        if (text.head().equals("gist")) {
            planning.draft()
                    .remark(
                            member.name(),
                            "exclusion constraint " + quoted(key.name())
                                    + " compares the tenant in a gist index, which needs extension btree_gist; the plan makes"
                                    + " it");
            sql.addFirst("create extension if not exists btree_gist");
        }
        sql.add(alter + " drop constraint if exists " + quoted(key.name()));
        sql.add(alter + " add constraint " + quoted(key.name()) + " exclude using " + text.body());
        comment(
                        key.comment(),
                        "constraint " + quoted(key.name()) + " on "
                                + member.name().quoted())
                .ifPresent(sql::add);
        undo.add(alter + " drop constraint if exists " + quoted(key.name()));
        undo.add(alter + " add constraint " + quoted(key.name()) + " " + key.definition());
    }

    /** A partition's part of an index. */
    record Leaf(Table table, Index index) {}

    private List<Leaf> leaves(Table table, Index index) {
        return leaves(planning, table, index);
    }

    static List<Leaf> leaves(Planning planning, Table table, Index index) {
        return planning.catalog().tables().stream()
                .filter(leaf -> leaf.partitionOf() != null && leaf.partitionOf() == table.oid())
                .flatMap(leaf -> leaf.indexes().stream()
                        .filter(part -> part.parentOid() != null && part.parentOid() == index.oid())
                        .map(part -> new Leaf(leaf, part)))
                .toList();
    }

    static Optional<String> comment(@Nullable String comment, String on) {
        return Optional.ofNullable(comment)
                .map(text -> "comment on " + on + " is " + literal(text).strip());
    }

    private static String columns(Index index) {
        return "("
                + String.join(
                        ", ",
                        index.entries().stream()
                                .filter(entry -> !entry.included())
                                .map(entry -> entry.column() != null
                                        ? quoted(entry.column())
                                        : String.valueOf(entry.expression()))
                                .toList())
                + ")";
    }
}
