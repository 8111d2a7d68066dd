package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Check;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statistics;
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
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Drops a column that another has replaced. What it was part of, keys and indexes, is built anew beside the old by its structure,
 * with the other column in its place, and nothing goes by CASCADE. Pure.
 *
 * <p>First the column retires: it leaves keys, indexes and checks, may be NULL, and goes by another name. A program that the gate was
 * opened for too early fails at once, and has it back by a name. As nobody can write it any more, its values are then copied
 * without a lock, however large the table is; and only then it is dropped.
 */
public final class ContractPlanner {

    private final Catalog catalog;
    private final Table table;
    private final String column;
    private final LostColumn going;
    private final @Nullable String by;
    private final Choices choices;
    private final Drafting draft;
    private final List<String> exchange = new ArrayList<>();
    private final List<String> back = new ArrayList<>();
    private final Set<QualifiedName> locked = new LinkedHashSet<>();

    private ContractPlanner(Catalog catalog, Table table, String column, @Nullable String by, Choices choices) {
        this.catalog = catalog;
        this.draft = new Drafting(catalog);
        this.table = table;
        this.column = column;
        this.by = by;
        this.choices = choices;
        this.going = new LostColumn(
                catalog, table, Small.column(table, column), Names.retired(column), kept(""), kept("_seq"), key());
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
        settled(column, "column " + quoted(column) + " goes, with what is said of it");
        references();
        table.checks().stream()
                .filter(check -> check.columns().contains(column))
                .forEach(this::check);
        table.statistics().stream()
                .filter(each -> each.columns().contains(column))
                .forEach(this::statistics);
        for (Index index : table.indexes()) {
            if (index.parentOid() == null && mentions(index)) {
                index(index);
            }
        }
        retire();
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
        return expression != null
                && Pattern.compile("(?<![\\p{L}\\p{N}_$])" + Pattern.quote(column.replace("\"", "\"\""))
                                + "(?![\\p{L}\\p{N}_$])")
                        .matcher(expression)
                        .find();
    }

    /** Whoever names the column has chosen this. */
    private void settled(String subject, String change) {
        choices.settled(
                Decision.Kind.CONTRACT,
                table.name(),
                subject,
                change,
                new Option(Fates.DROP, "the way back has it again"));
    }

    private void check(Check check) {
        String name = "check " + quoted(check.name());
        if (check.columns().size() == 1) {
            settled(check.name(), name + " speaks of the column alone: " + check.definition());
        } else {
            choices.of(
                    Decision.Kind.CONTRACT,
                    table.name(),
                    check.name(),
                    name + " speaks of other columns too: " + check.definition(),
                    null,
                    new Option(Fates.DROP, "it goes, and what it made sure of; add another first where it is needed"));
        }
        exchange.add("alter table " + table.name().quoted() + " drop constraint if exists " + quoted(check.name()));
        back.add("alter table " + table.name().quoted() + " add constraint " + quoted(check.name()) + " "
                + check.definition());
        Keys.comment(check.comment(), Keys.constraint(table.name(), check.name()))
                .ifPresent(back::add);
    }

    private void statistics(Statistics statistics) {
        String name = "statistics " + statistics.name().quoted();
        choices.of(
                Decision.Kind.CONTRACT,
                table.name(),
                statistics.name().name(),
                name + " are over this column: " + statistics.definition(),
                Fates.DROP,
                new Option(Fates.DROP, "they go; create others where queries need them"));
        exchange.add("drop statistics if exists " + statistics.name().quoted());
        back.add(statistics.definition());
        Keys.comment(statistics.comment(), name).ifPresent(back::add);
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
            Keys.comment(key.comment(), Keys.constraint(key.table(), key.name()))
                    .ifPresent(back::add);
            locked.add(key.table());
            locked.add(key.referenced());
        }
    }

    private void index(Index index) {
        boolean spoken = index.entries().stream().anyMatch(entry -> in(entry.expression())) || in(index.predicate());
        var key = constraint(index);
        String drop = key.map(each ->
                        "alter table " + table.name().quoted() + " drop constraint if exists " + quoted(each.name()))
                .orElse("drop index if exists " + name(index.name()).quoted());
        exchange.add(drop);
        var comments = comments(index, key);
        back.addAll(0, comments);
        back.addFirst(key.map(each -> "alter table " + table.name().quoted() + " add constraint " + quoted(each.name())
                        + " " + each.definition())
                .orElse(index.definition()));
        back.addFirst(drop);
        var text = spoken ? null : without(index);
        if (text == null || !rebuilt(index, text)) {
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
        exchange.addAll(comments);
    }

    private List<String> comments(Index index, Optional<Key> key) {
        return Stream.concat(
                        Keys.comment(
                                index.comment(), "index " + name(index.name()).quoted())
                                .stream(),
                        key
                                .flatMap(each ->
                                        Keys.comment(each.comment(), Keys.constraint(table.name(), each.name())))
                                .stream())
                .toList();
    }

    private boolean rebuilt(Index index, @Nullable IndexText text) {
        return text != null && table.kind() != Table.Kind.PARTITIONED && !index.exclusion() && !same(text, index);
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

    private QualifiedName kept(String ending) {
        return Names.quarantine(
                new QualifiedName(table.name().schema(), table.name().name() + "_" + column + ending));
    }

    /** What tells the rows apart once the column is gone; empty when nothing does. */
    private List<String> key() {
        var key = table.primaryKey().map(Key::columns).orElse(List.of());
        if (!key.contains(column)) {
            return key;
        }
        var text = table.indexes().stream()
                .filter(Index::primary)
                .findFirst()
                .filter(index -> rebuilt(index, without(index)))
                .map(this::without);
        return text.isEmpty()
                ? List.of()
                : Stream.concat(key.stream(), Stream.ofNullable(by))
                        .filter(each -> !each.equals(column))
                        .distinct()
                        .toList();
    }

    private void retire() {
        String alter = "alter table " + table.name().quoted();
        String retired = quoted(going.name());
        var sql = new ArrayList<String>(exchange);
        var undo = new ArrayList<String>();
        if (going.mayBeNull()) {
            sql.add(alter + " alter column " + quoted(column) + " drop not null");
            undo.add(alter + " alter column " + retired + " set not null");
        }
        sql.add(alter + " rename column " + quoted(column) + " to " + retired);
        undo.add(alter + " rename column " + retired + " to " + quoted(column));
        undo.addAll(back);
        var step = draft.step(
                        Phase.CONTRACT,
                        table.name(),
                        "retire-" + Names.slug(column),
                        "take column " + column + " out of use, under the name " + going.name())
                .work(Work.Statements.one(sql))
                .lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.not(Probes.column(table.name(), column)))
                .gate(new Gate.Confirmation(
                        "code-without-" + Names.slug(table.name().name()) + "-" + Names.slug(column),
                        "no program that still runs reads or writes " + table.name() + "." + quoted(column)))
                .gate(new Gate.Condition(
                        "select not " + going.needed(),
                        "views, rules, triggers, policies, functions or generated columns need " + table.name() + "."
                                + quoted(column) + ": make them anew without it"))
                .undo(LostColumn.where(Probes.column(table.name(), going.name()), undo));
        locked.forEach(each -> step.lock(each, Mode.ACCESS_EXCLUSIVE, Hold.BRIEF));
        if (going.column().generated() == Column.Generated.NONE) {
            step.gate(new Gate.Condition(
                    "select " + Probes.oid(going.kept()) + " is null" + " and " + Probes.oid(going.keptSequence())
                            + " is null",
                    "values of an earlier column of this name are kept in " + going.kept()
                            + ": rename that table, or drop it when nobody needs them any more"));
        }
        step.add();
    }

    /** What is dropped was recorded before: the values by primary key, whole rows where there is none. */
    private void keep() {
        if (going.column().generated() != Column.Generated.NONE) {
            return;
        }
        if (going.key().isEmpty()) {
            draft.remark(
                    table.name(),
                    "without a primary key beside " + quoted(column) + " whole rows are kept in " + going.kept()
                            + ", and there is no way back behind its end");
        }
        draft.helpers();
        String columns = Planning.list(
                Stream.concat(going.key().stream(), Stream.of(going.name())).toList());
        draft.step(
                        Phase.CONTRACT,
                        table.name(),
                        "keep-" + Names.slug(column),
                        "keep the values of " + column + " in " + going.kept())
                .work(Work.Statements.one("create table " + going.kept().quoted() + " as select "
                        + (going.key().isEmpty() ? "*" : columns) + " from "
                        + table.name().quoted()))
                .estimate(table.estimatedRows(), table.bytes())
                .probe(Probes.oid(going.kept()) + " is not null")
                .undo("drop table if exists " + going.kept().quoted())
                .add();
    }

    private void drop() {
        going.sequence()
                .ifPresent(sequence -> settled(
                        sequence.name().name(),
                        "sequence " + sequence.name()
                                + (going.survives(sequence)
                                        ? " stays, and belongs to no column"
                                        : " goes with the column")));
        draft.step(Phase.CONTRACT, table.name(), "drop-" + Names.slug(column), "drop column " + column)
                .work(Work.Statements.one(going.drop()))
                .lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.not(Probes.column(table.name(), column)) + " and "
                        + Probes.not(Probes.column(table.name(), going.name())))
                .reversal(going.reversal())
                .add();
    }
}
