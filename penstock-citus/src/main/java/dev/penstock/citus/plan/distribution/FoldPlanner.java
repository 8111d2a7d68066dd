package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;
import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Consolidates a table that holds at most one row for each row of another into a JSONB column of that one.
 *
 * <p>Both are written until the old one goes: a trigger carries over what happens to it. It goes only when as many rows are folded
 * as it has and each can be made from its fold again, value by value. It is set aside whole before it is dropped, and until then
 * comes back with all that was written since. Pure.
 */
public final class FoldPlanner {

    private static final String TRIGGER = "zz_penstock_fold";
    private static final String AS_TEXT = "as-text";

    /** Types whose text can be cast in an index: the cast depends on no setting. */
    private static final Set<String> IMMUTABLE = Set.of("smallint", "integer", "bigint", "numeric", "boolean", "uuid");

    /** Types of which two values are equal just when their texts in JSON are. */
    private static final Set<String> EQUAL_AS_TEXT =
            Set.of("text", "character varying", "character", "date", "timestamp without time zone");

    /** Types of which a value is not the same again once JSONB has had it. */
    private static final Set<String> CHANGED = Set.of("json", "hstore");

    private static final Pattern SIZE = Pattern.compile("\\(\\d+(,-?\\d+)?\\)");
    private static final Pattern OWN_COLLATION = Pattern.compile(" COLLATE \\S*\\.");

    private final Catalog catalog;
    private final Table table;
    private final Table into;
    private final ForeignKey key;
    private final String column;
    private final Choices choices;
    private final Drafting draft;

    private FoldPlanner(Catalog catalog, Table table, Table into, ForeignKey key, String column, Choices choices) {
        this.catalog = catalog;
        this.draft = new Drafting(catalog);
        this.table = table;
        this.into = into;
        this.key = key;
        this.column = column;
        this.choices = choices;
    }

    /**
     * Errors: no such table → {@code PEN-6005}; no foreign key, or several, lead from the one to the other; either is
     * distributed; the column is there already with another type; a column has a type of which JSONB does not keep the values →
     * {@code PEN-6008}.
     *
     * @param name what is folded
     * @param intoName the table that gets the column
     * @param column its name
     */
    public static Plan plan(
            Catalog catalog, QualifiedName name, QualifiedName intoName, String column, Choices choices) {
        var table = Small.table(catalog, name);
        var into = Small.table(catalog, intoName);
        var keys = catalog.foreignKeys().stream()
                .filter(key -> key.tableOid() == table.oid() && key.referencedOid() == into.oid())
                .filter(key -> key.parentOid() == null && unique(table, key))
                .toList();
        if (keys.size() != 1) {
            throw new CitusException(
                    INVALID_OPTION,
                    keys.size() + " foreign keys over unique columns lead from " + name + " to " + intoName
                            + "; folding needs one, so that each row has at most one");
        }
        if (table.distribution().distributed() || into.distribution().distributed()) {
            throw new CitusException(
                    INVALID_OPTION,
                    name + " and " + intoName
                            + " must be local: on distributed tables no trigger can carry over what is"
                            + " written meanwhile; fold before distributing");
        }
        if (into.column(column)
                .map(Column::type)
                .filter(type -> !type.equals("jsonb"))
                .isPresent()) {
            throw new CitusException(INVALID_OPTION, intoName + " has a column " + column + " of another type");
        }
        table.columns().stream()
                .filter(each -> changed(each.type()) || changed(String.valueOf(each.domainOf())))
                .findFirst()
                .ifPresent(each -> {
                    throw new CitusException(
                            INVALID_OPTION,
                            "column " + quoted(each.name()) + " of " + name + " is of type " + each.type()
                                    + ", whose values would not come back the same: make it jsonb first");
                });
        return new FoldPlanner(catalog, table, into, keys.getFirst(), column, choices).plan();
    }

    private static boolean changed(String type) {
        return CHANGED.contains(type.substring(type.lastIndexOf('.') + 1).replace("[]", ""));
    }

    private static boolean unique(Table table, ForeignKey key) {
        return table.indexes().stream()
                .anyMatch(index -> index.unique()
                        && index.predicate() == null
                        && index.valid()
                        && index.entries().stream().allMatch(entry -> entry.included() || entry.column() != null)
                        && Set.copyOf(key.columns()).equals(Set.copyOf(index.keyColumns())));
    }

    private Plan plan() {
        decide();
        expand();
        backfill();
        indexes();
        retire();
        drop();
        return Small.plan(
                catalog,
                "fold " + table.name() + " into column " + quoted(column) + " of " + into.name(),
                List.of(table, into),
                choices,
                draft);
    }

    private void decide() {
        choices.of(
                Decision.Kind.CONTRACT,
                table.name(),
                "typed-columns",
                "its " + table.columns().size() + " columns lose their types, NOT NULL, defaults and "
                        + table.checks().size() + " checks",
                null,
                new Option("fold", "the application sees to them"));
        catalog.foreignKeys().stream()
                .filter(other -> other.oid() != key.oid() && other.parentOid() == null)
                .filter(other -> other.tableOid() == table.oid() || other.referencedOid() == table.oid())
                .forEach(other -> choices.of(
                        Decision.Kind.FOREIGN_KEY_LOST,
                        other.table(),
                        other.name(),
                        "foreign key " + quoted(other.name()) + " to " + other.referenced()
                                + " has no table any more that it could lead from or to",
                        null,
                        new Option(Fates.DROP, "it goes; whether rows refer to something is up to the application")));
        catalog.views().stream()
                .filter(view -> view.reads().contains(table.oid()))
                .forEach(view ->
                        draft.remark(table.name(), "view " + view.name() + " reads it: make it anew before it goes"));
    }

    /** All that the row says beyond which row it belongs to; of the whole row, because no function takes more than a hundred arguments. */
    private String folded(String alias) {
        return key.columns().stream()
                .map(each -> literal(each).strip())
                .collect(joining(", ", "(pg_catalog.to_jsonb(" + alias + ".*) - array[", "])"));
    }

    /** The row again, from the fold and the row that holds it. */
    private String unfolded(String alias) {
        String own = IntStream.range(0, key.columns().size())
                .mapToObj(i -> literal(key.columns().get(i)).strip() + ", " + alias + "."
                        + quoted(key.referencedColumns().get(i)))
                .collect(joining(", ", "pg_catalog.jsonb_build_object(", ")"));
        return "pg_catalog.jsonb_populate_record(null::" + table.name().quoted() + ", " + alias + "." + quoted(column)
                + " || " + own + ")";
    }

    private String pair(String from, String to) {
        return Terms.on(key.columns(), from, key.referencedColumns(), to);
    }

    private void expand() {
        draft.helpers();
        draft.step(Phase.EXPAND, into.name(), "add-" + Names.slug(column), "add column " + column + ", empty at first")
                .work(Work.Statements.one("alter table " + into.name().quoted() + " add column if not exists "
                        + quoted(column) + " jsonb"))
                .lock(into.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.column(into.name(), column))
                .undo("alter table " + into.name().quoted() + " drop column if exists " + quoted(column))
                .add();
        var function = Names.helper("fold", table.name());
        String set = "update " + into.name().quoted() + " p set " + quoted(column) + " = ";
        String body = "create or replace function " + function.quoted() + "() returns trigger language plpgsql"
                + " security definer set search_path = pg_catalog, pg_temp as $penstock$"
                + "\nbegin"
                + "\n  if tg_op <> 'INSERT' then"
                + "\n    " + set + "null where " + pair("old", "p") + ";"
                + "\n  end if;"
                + "\n  if tg_op <> 'DELETE' then"
                + "\n    " + set + folded("new") + " where " + pair("new", "p") + ";"
                + "\n  end if;"
                + "\n  return null;"
                + "\nend"
                + "\n$penstock$";
        draft.step(Phase.EXPAND, table.name(), "carry-over", "carry over by a trigger what is written to the old table")
                .work(Work.Statements.one(
                        body,
                        "create or replace trigger " + TRIGGER + " after insert or update or delete on "
                                + table.name().quoted() + " for each row execute function " + function.quoted() + "()"))
                .lock(table.name(), Mode.SHARE_ROW_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.or(Probes.trigger(table.name(), TRIGGER), Probes.oid(table.name()) + " is null"))
                .undo(
                        "drop trigger if exists " + TRIGGER + " on "
                                + table.name().quoted(),
                        "drop function if exists " + function.quoted() + "()")
                .add();
    }

    private void backfill() {
        var keyset = Keyset.of(table);
        String different = "p." + quoted(column) + " is distinct from " + folded("c");
        String change = "update " + into.name().quoted() + " p set " + quoted(column) + " = " + folded("c") + "\nfrom "
                + table.name().quoted() + " c\nwhere " + pair("c", "p") + " and " + different + "\n  and "
                + keyset.range();
        String remaining = "select exists (select 1 from " + table.name().quoted() + " c join "
                + into.name().quoted() + " p on " + pair("c", "p") + " where " + different + ")";
        draft.step(Phase.BACKFILL, table.name(), "fold", "fold the rows that are there")
                .work(new Work.Batches(table.name(), keyset.names(), keyset.bound(), change, remaining, Small.batch()))
                .lock(into.name(), Mode.ROW_EXCLUSIVE, Hold.BRIEF)
                .estimate(table.estimatedRows(), table.bytes())
                .probe(Probes.or(
                        Probes.oid(table.name()) + " is null",
                        Probes.later("not (" + remaining.replaceFirst("^select ", "") + ")")))
                .reversal(new Reversal.Needless("the column goes"))
                .add();
    }

    /** Look-ups that the old table served. */
    private void indexes() {
        for (Index index : table.indexes()) {
            boolean byKey = Set.copyOf(index.keyColumns()).equals(Set.copyOf(key.columns()));
            if (index.parentOid() != null || byKey) {
                continue;
            }
            boolean plain = index.method().equals("btree")
                    && index.entries().stream().allMatch(entry -> entry.included() || entry.column() != null);
            if (!plain || (index.predicate() != null && index.unique())) {
                choices.of(
                        Decision.Kind.CONTRACT,
                        table.name(),
                        index.name(),
                        "index " + quoted(index.name()) + " has no like over JSON: " + index.definition(),
                        null,
                        new Option(Fates.DROP, "it goes" + (index.unique() ? ", and what it made sure of" : "")));
                continue;
            }
            if (index.unique() && !equalAsText(index) && !takenAsText(index)) {
                continue;
            }
            index(
                    Names.fit(into.name().name() + "_" + column + "_" + index.name(), ""),
                    index.unique(),
                    "(" + index.keyColumns().stream().map(this::element).collect(joining(", ")) + ")"
                            + (index.nullsNotDistinct() ? " nulls not distinct" : ""),
                    index.name());
        }
        index(Names.fit(into.name().name() + "_" + column, "_gin"), false, null, "containment");
    }

    /** Whether values that are equal to the index are equal in JSON, and the other way round. */
    private boolean equalAsText(Index index) {
        boolean collated = IndexText.parse(index.definition()).entries().stream()
                .anyMatch(entry -> OWN_COLLATION.matcher(entry).find());
        return !collated
                && index.keyColumns().stream()
                        .filter(name -> !key.columns().contains(name))
                        .map(name -> table.column(name).orElseThrow())
                        .allMatch(each -> {
                            var collation = each.collation();
                            return (IMMUTABLE.contains(plain(each.type()))
                                            || EQUAL_AS_TEXT.contains(plain(each.type())))
                                    && (collation == null || collation.schema().equals("pg_catalog"));
                        });
    }

    private boolean takenAsText(Index index) {
        return AS_TEXT.equals(choices.of(
                Decision.Kind.CONTRACT,
                table.name(),
                index.name(),
                "unique index " + quoted(index.name()) + " takes values for equal whose texts in JSON differ: "
                        + index.definition(),
                null,
                new Option(AS_TEXT, "a unique index of the texts takes its place, to which such values are different"),
                new Option(Fates.DROP, "it goes, and what it made sure of")));
    }

    private static String plain(String type) {
        return SIZE.matcher(type).replaceFirst("");
    }

    /** A column of the old table, as an index of the new one sees it. */
    private String element(String name) {
        int at = key.columns().indexOf(name);
        if (at >= 0) {
            return quoted(key.referencedColumns().get(at));
        }
        String text = "(" + quoted(column) + " ->> " + literal(name).strip() + ")";
        String type = table.column(name).orElseThrow().type();
        return IMMUTABLE.contains(plain(type)) ? "(" + text + "::" + type + ")" : text;
    }

    private void index(String name, boolean unique, @Nullable String list, String serves) {
        var built = new QualifiedName(into.name().schema(), name);
        String drop = "drop index concurrently if exists " + built.quoted();
        draft.step(
                        Phase.CONSTRAIN,
                        into.name(),
                        "index-" + Names.slug(name),
                        "build the index for what " + serves + " served")
                .work(Work.Statements.none(
                        drop,
                        "create " + (unique ? "unique " : "") + "index concurrently " + quoted(name) + " on "
                                + into.name().quoted()
                                + (list == null ? " using gin (" + quoted(column) + " jsonb_path_ops)" : " " + list)
                                + " where " + quoted(column) + " is not null"))
                .lock(
                        into.name(),
                        unique && into.distribution().distributed() ? Mode.SHARE : Mode.SHARE_UPDATE_EXCLUSIVE,
                        Mode.SHARE_UPDATE_EXCLUSIVE,
                        Hold.SCAN)
                .estimate(into.estimatedRows(), into.bytes())
                .probe(Probes.index(built))
                .undoAlone(drop)
                .add();
    }

    private QualifiedName aside() {
        return new QualifiedName(Names.QUARANTINE, table.name().name());
    }

    /** The proof, and the old table leaves; it takes its constraints, indexes, grants and comments along. */
    private void retire() {
        String child = table.name().quoted();
        String parent = into.name().quoted();
        var sql = new ArrayList<String>();
        sql.add("lock table " + child + ", " + parent + " in access exclusive mode");
        sql.add("do $penstock$ begin if (select count(*) from " + child + ") <> (select count(*) from " + parent
                + " where "
                + quoted(column) + " is not null) or exists (select 1 from " + child + " c left join " + parent
                + " p on "
                + pair("c", "p") + " left join lateral " + unfolded("p") + " r on true where p." + quoted(column)
                + " is null"
                + table.columns().stream().map(FoldPlanner::differs).collect(joining())
                + ")"
                + " then raise exception 'the rows of the old table and their folds differ'; end if; end $penstock$");
        sql.add("drop trigger if exists " + TRIGGER + " on " + child);
        var foreign = catalog.foreignKeys().stream()
                .filter(other -> other.parentOid() == null)
                .filter(other -> other.tableOid() == table.oid() || other.referencedOid() == table.oid())
                .toList();
        foreign.forEach(other -> sql.add(
                "alter table " + other.table().quoted() + " drop constraint if exists " + quoted(other.name())));
        sql.add("alter table " + child + " set schema " + Names.QUARANTINE);
        var back = new ArrayList<String>();
        back.add("alter table if exists " + aside().quoted() + " set schema "
                + quoted(table.name().schema()));
        back.add("delete from " + child);
        back.add("insert into " + child + " (" + Planning.list(writable()) + ") overriding system value select "
                + writable().stream().map(name -> "r." + quoted(name)).collect(joining(", ")) + " from " + parent
                + " p, lateral " + unfolded("p") + " r where p." + quoted(column) + " is not null");
        foreign.forEach(other -> back.add("alter table " + other.table().quoted() + " add constraint "
                + quoted(other.name()) + " " + other.definition()));
        back.add("create or replace trigger " + TRIGGER + " after insert or update or delete on " + child
                + " for each row execute function "
                + Names.helper("fold", table.name()).quoted() + "()");
        draft.step(
                        Phase.CONTRACT,
                        List.of(table.name(), into.name()),
                        Names.slug(table.name().name()) + "-set-aside",
                        "prove that every row can be made again from its fold, and set the old table aside")
                .work(Work.Statements.one(sql))
                .lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.SCAN)
                .lock(into.name(), Mode.ACCESS_EXCLUSIVE, Hold.SCAN)
                .estimate(table.estimatedRows(), table.bytes())
                .probe(Probes.oid(table.name()) + " is null")
                .gate(new Gate.Confirmation(
                        "code-without-" + Names.slug(table.name().name()),
                        "no program that still runs reads or writes " + table.name() + "; all use " + quoted(column)
                                + " of " + into.name()))
                .gate(new Gate.Condition(
                        "select " + Probes.oid(aside()) + " is null",
                        aside() + " is there, set aside by the fold of a table of the same name: end that one first"))
                .undo(back)
                .add();
    }

    /** By the text, because not every type has an equality; of floats 0 and -0 are the same in JSON, and equal. */
    private static String differs(Column column) {
        String text = column.type().startsWith("real") || column.type().startsWith("double precision") ? "" : "::text";
        return "\n    or r." + quoted(column.name()) + text + " is distinct from c." + quoted(column.name()) + text;
    }

    private List<String> writable() {
        return table.columns().stream()
                .filter(each -> each.generated() == Column.Generated.NONE)
                .map(Column::name)
                .toList();
    }

    private void drop() {
        draft.step(
                        Phase.CONTRACT,
                        List.of(table.name()),
                        Names.slug(table.name().name()) + "-drop",
                        "drop the table that was set aside")
                .work(Work.Statements.one(
                        "drop table if exists " + aside().quoted(),
                        "drop function if exists "
                                + Names.helper("fold", table.name()).quoted() + "()"))
                .probe(Probes.oid(table.name()) + " is null and " + Probes.oid(aside()) + " is null")
                .gate(new Gate.Confirmation(
                        "drop-" + Names.slug(table.name().name()),
                        "the way back from folding " + table.name() + " may end"))
                .reversal(new Reversal.Impossible("the old table is gone; its rows live on in " + into.name()))
                .add();
    }
}
