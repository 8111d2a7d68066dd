package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Drops a column that another has replaced. What it was part of, keys and indexes, is built anew beside the old by its structure,
 * with the other column in its place, and nothing goes by CASCADE. Pure.
 */
public final class ContractPlanner {

    private final Catalog catalog;
    private final Table table;
    private final String column;
    private final @Nullable String by;
    private final Choices choices;
    private final Drafting draft;
    private final List<String> exchange = new ArrayList<>();
    private final List<String> back = new ArrayList<>();

    private ContractPlanner(Catalog catalog, Table table, String column, @Nullable String by, Choices choices) {
        this.catalog = catalog;
        this.draft = new Drafting(catalog);
        this.table = table;
        this.column = column;
        this.by = by;
        this.choices = choices;
    }

    /**
     * Errors: no such table → {@code PEN-6005}; no such column, or it is what the table is distributed by → {@code PEN-6008}.
     *
     * @param by the column that has replaced it, null when none has
     */
    public static Plan plan(Catalog catalog, QualifiedName name, String column, @Nullable String by, Choices choices) {
        var table = Small.table(catalog, name);
        Small.column(table, column);
        if (by != null) {
            Small.column(table, by);
        }
        if (column.equals(table.distribution().column())) {
            throw new CitusException(
                    CitusErrorCode.INVALID_OPTION, name + " is distributed by " + column + ", which cannot be dropped");
        }
        return new ContractPlanner(catalog, table, column, by, choices).plan();
    }

    private Plan plan() {
        references();
        for (Index index : table.indexes()) {
            if (index.parentOid() == null && mentions(index)) {
                index(index);
            }
        }
        keep();
        drop();
        return Small.plan(
                catalog,
                "drop column " + table.name() + "." + quoted(column)
                        + (by == null ? "" : ", which " + quoted(by) + " replaced"),
                List.of(table),
                choices,
                draft);
    }

    private boolean mentions(Index index) {
        return index.entries().stream().anyMatch(entry -> column.equals(entry.column()) || in(entry.expression()))
                || in(index.predicate());
    }

    /** Whether an expression may speak of the column; if in doubt, it does. */
    private boolean in(@Nullable String expression) {
        return expression != null && (expression.contains(column) || expression.contains(quoted(column)));
    }

    private void references() {
        for (ForeignKey key : catalog.foreignKeys()) {
            boolean from = key.tableOid() == table.oid() && key.columns().contains(column);
            boolean to = key.referencedOid() == table.oid()
                    && key.referencedColumns().contains(column);
            if (key.parentOid() != null || (!from && !to)) {
                continue;
            }
            choices.of(
                    Decision.Kind.FOREIGN_KEY_LOST,
                    key.table(),
                    key.name(),
                    "foreign key " + quoted(key.name()) + " uses column " + quoted(column),
                    Fates.DROP,
                    new Option(
                            Fates.DROP,
                            "it goes with the column; make one over other columns first where it is needed"));
            String alter = "alter table " + key.table().quoted();
            exchange.add(alter + " drop constraint if exists " + quoted(key.name()));
            back.add(alter + " add constraint " + quoted(key.name()) + " " + key.definition());
        }
    }

    private void index(Index index) {
        boolean spoken = index.entries().stream().anyMatch(entry -> in(entry.expression())) || in(index.predicate());
        var key = constraint(index);
        String drop = key.map(each ->
                        "alter table " + table.name().quoted() + " drop constraint if exists " + quoted(each.name()))
                .orElse("drop index if exists " + name(index.name()).quoted());
        exchange.add(drop);
        back.addFirst(key.map(each -> "alter table " + table.name().quoted() + " add constraint " + quoted(each.name())
                        + " " + each.definition())
                .orElse(index.definition()));
        back.addFirst(drop);
        var text = spoken ? null : without(index);
        if (text == null || table.kind() == Table.Kind.PARTITIONED || index.exclusion() || same(text, index)) {
            lost(index, text, spoken);
            return;
        }
        if (index.unique()) {
            narrowed(index, text);
        }
        String beside = Names.beside(index.name());
        String dropBeside = "drop index concurrently if exists " + name(beside).quoted();
        draft.step(
                        Phase.CONTRACT,
                        table.name(),
                        "build-" + Names.slug(index.name()),
                        "build " + index.name() + " without " + column + " beside the old one")
                .work(Work.Statements.none(dropBeside, text.create(index.unique(), true, beside, table.name())))
                .lock(
                        table.name(),
                        index.unique() && table.distribution().distributed() ? Mode.SHARE : Mode.SHARE_UPDATE_EXCLUSIVE,
                        Mode.SHARE_UPDATE_EXCLUSIVE,
                        Hold.SCAN)
                .estimate(table.estimatedRows(), table.bytes())
                .probe(Probes.or(
                        Probes.index(name(beside)),
                        Probes.and(List.of(
                                Probes.index(name(index.name())), Probes.not(Probes.column(table.name(), column))))))
                .undoAlone(dropBeside)
                .add();
        exchange.add(
                key.isPresent()
                        ? "alter table " + table.name().quoted() + " add constraint "
                                + quoted(key.get().name()) + " "
                                + (key.get().kind() == Key.Kind.PRIMARY ? "primary key" : "unique") + " using index "
                                + quoted(beside) + (key.get().deferrable() ? " deferrable" : "")
                                + (key.get().initiallyDeferred() ? " initially deferred" : "")
                        : "alter index " + name(beside).quoted() + " rename to " + quoted(index.name()));
        Keys.comment(index.comment(), "index " + name(index.name()).quoted()).ifPresent(exchange::add);
    }

    private void lost(Index index, @Nullable IndexText text, boolean spoken) {
        if (text != null && same(text, index)) {
            draft.remark(
                    table.name(), "index " + quoted(index.name()) + " goes: without the column there is one like it");
            return;
        }
        choices.of(
                Decision.Kind.CONTRACT,
                table.name(),
                index.name(),
                "index " + quoted(index.name())
                        + (spoken
                                ? " speaks of the column in an expression or its condition: "
                                : index.exclusion() || table.kind() == Table.Kind.PARTITIONED
                                        ? " cannot be built anew beside the old one: "
                                        : " is over this column alone: ")
                        + index.definition(),
                null,
                new Option(
                        Fates.DROP,
                        "it goes" + (index.unique() ? ", and what it made sure of" : "")
                                + "; make another first where it is needed"));
    }

    private void narrowed(Index index, IndexText text) {
        if (by != null || text.entries().isEmpty()) {
            return;
        }
        choices.of(
                Decision.Kind.CONTRACT,
                table.name(),
                index.name(),
                "unique " + quoted(index.name()) + " would be over " + String.join(", ", text.entries())
                        + " without the column, which forbids more",
                null,
                new Option("narrow", "building it fails when rows are equal in these columns"));
    }

    /** The same with the other column in the place of this one, or without it; null when nothing would be left. */
    private @Nullable IndexText without(Index index) {
        var old = IndexText.parse(index.definition());
        var keys = index.entries().stream().filter(entry -> !entry.included()).toList();
        boolean has = index.entries().stream().anyMatch(entry -> by != null && by.equals(entry.column()));
        var entries = new ArrayList<String>();
        for (int i = 0; i < keys.size(); i++) {
            if (!column.equals(keys.get(i).column())) {
                entries.add(old.entries().get(i));
            } else if (by != null && !has) {
                entries.add(quoted(by));
            }
        }
        var included = index.entries().stream()
                .filter(entry -> entry.included() && !column.equals(entry.column()))
                .map(entry -> quoted(String.valueOf(entry.column())))
                .toList();
        return entries.isEmpty() ? null : new IndexText(old.head(), entries, included, old.tail());
    }

    private boolean same(IndexText text, Index index) {
        return table.indexes().stream()
                .filter(other -> other.oid() != index.oid() && other.unique() == index.unique() && other.valid())
                .filter(other -> !mentions(other))
                .anyMatch(other -> IndexText.parse(other.definition()).body().equalsIgnoreCase(text.body()));
    }

    private Optional<Key> constraint(Index index) {
        return table.keys().stream()
                .filter(key -> key.indexOid() == index.oid())
                .findFirst();
    }

    private QualifiedName name(String index) {
        return new QualifiedName(table.name().schema(), index);
    }

    private QualifiedName kept() {
        return Names.quarantine(
                new QualifiedName(table.name().schema(), table.name().name() + "_" + column));
    }

    private List<String> key() {
        return table.primaryKey()
                .map(Key::columns)
                .filter(key -> !key.contains(column))
                .orElse(List.of());
    }

    /** The column's values by primary key: what is dropped was recorded before. */
    private void keep() {
        if (key().isEmpty()) {
            draft.remark(table.name(), "without a primary key beside it the values of " + column + " are not kept");
            return;
        }
        draft.helpers();
        var columns = Stream.concat(key().stream(), Stream.of(column)).toList();
        draft.step(
                        Phase.CONTRACT,
                        table.name(),
                        "keep-" + Names.slug(column),
                        "keep the values of " + column + " in " + kept())
                .work(Work.Statements.one(
                        "drop table if exists " + kept().quoted(),
                        "create table " + kept().quoted() + " as select " + Planning.list(columns) + " from "
                                + table.name().quoted()))
                .estimate(table.estimatedRows(), table.bytes())
                .probe("pg_catalog.to_regclass(" + literal(kept().quoted()).strip() + ") is not null")
                .undo("drop table if exists " + kept().quoted())
                .add();
    }

    private void drop() {
        var sql = new ArrayList<String>(exchange);
        sql.add("alter table " + table.name().quoted() + " drop column if exists " + quoted(column));
        draft.step(Phase.CONTRACT, table.name(), "drop-" + Names.slug(column), "drop column " + column)
                .work(Work.Statements.one(sql))
                .lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.not(Probes.column(table.name(), column)))
                .gate(new Gate.Confirmation(
                        "code-without-" + Names.slug(table.name().name()) + "-" + Names.slug(column),
                        "no program that still runs reads or writes " + table.name() + "." + quoted(column)))
                .gate(new Gate.Condition(
                        "select not exists (select 1 from pg_catalog.pg_depend d join pg_catalog.pg_attribute a on a.attrelid ="
                                + " d.refobjid and a.attnum = d.refobjsubid where d.classid ="
                                + " 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.refobjid = "
                                + Probes.oid(table.name())
                                + " and a.attname = " + literal(column).strip() + ")",
                        "views or rules read " + table.name() + "." + quoted(column) + ": make them anew without it"))
                .reversal(undo())
                .add();
    }

    private Reversal undo() {
        if (table.distribution().distributed()) {
            return new Reversal.Impossible("the table is distributed; the values are kept in " + kept());
        }
        if (key().isEmpty()) {
            return new Reversal.Impossible("the values could not be kept");
        }
        var old = Small.column(table, column);
        var sql = new ArrayList<String>();
        String alter = "alter table " + table.name().quoted();
        sql.add(alter + " add column if not exists " + quoted(column) + " " + old.type()
                + (old.collation() == null ? "" : " collate " + old.collation().quoted())
                + (old.defaultValue() == null ? "" : " default " + old.defaultValue()));
        sql.add("update " + table.name().quoted() + " c set " + quoted(column) + " = k." + quoted(column) + " from "
                + kept().quoted() + " k where " + Terms.on(key(), "c", key(), "k"));
        if (old.notNull()) {
            sql.add(alter + " alter column " + quoted(column) + " set not null");
        }
        sql.addAll(back);
        return new Reversal.By(Work.Statements.one(sql));
    }
}
