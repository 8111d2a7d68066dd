package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Work;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How the rows of a table are gone through in batches. Pure. */
record Keyset(QualifiedName table, List<Column> columns) {

    /** Pages of a batch, where rows are known by their place alone. */
    private static final int PAGES = 100;

    /** By the primary key, or a unique index that no NULL evades; by place where there is none. */
    static Keyset of(Table table) {
        return new Keyset(
                table.name(),
                key(table).orElse(List.of()).stream()
                        .map(name -> table.column(name).orElseThrow())
                        .toList());
    }

    boolean byPlace() {
        return columns.isEmpty();
    }

    /**
     * An update of all rows that lack the column.
     *
     * @param terms where its value comes from; the table is {@code c} there
     */
    Work.Batches fill(String column, Terms terms, int size) {
        String lacking = "c." + quoted(column) + " is null";
        String from = table.quoted() + " c" + terms.joins();
        String change = "update " + table.quoted() + " c set " + quoted(column) + " = s.penstock_value"
                + "\nfrom (select " + selected() + ", " + terms.value() + " as penstock_value"
                + "\n      from " + from
                + "\n      where " + lacking
                + "\n        and " + range() + ") s"
                + "\nwhere " + same() + " and s.penstock_value is not null and " + lacking;
        String remaining = "select exists (select 1 from " + from + " where " + lacking + " and " + terms.value()
                + " is not null)";
        return new Work.Batches(table, names(), bound(), change, remaining, size);
    }

    List<String> names() {
        return byPlace()
                ? List.of("ctid", "pages")
                : columns.stream().map(Column::name).toList();
    }

    /** The last key of the next batch, and its rows. */
    String bound() {
        if (byPlace()) {
            return boundByPlace();
        }
        String names = names(i -> quoted(columns.get(i).name()));
        // Without its table, the name in the last ORDER BY would be that of the text: 999 is behind 5000 there.
        return "select " + names(i -> "cast(" + quoted(columns.get(i).name()) + " as text)") + ", count(*) over ()"
                + "\nfrom (select " + names + " from " + table.quoted() + " c where " + after()
                + " order by " + names + " limit cast(:size as bigint)) batch"
                + "\norder by " + names(i -> "batch." + quoted(columns.get(i).name()) + " desc") + " limit 1";
    }

    /** Up to where the table ended when this way through it began: behind that lie the new versions of rows that were changed. */
    private String boundByPlace() {
        return "select cast(upto as text), cast(pages as text), (select count(*) from " + table.quoted()
                + " c where c.ctid > cast(format('(%s,0)', page) as tid) and c.ctid <= upto)"
                + "\nfrom (select page, pages, cast(format('(%s,0)', least(page + " + PAGES
                + ", pages)) as tid) as upto"
                + "\n      from (select coalesce(cast(split_part(trim('(' from cast(:after_1 as text)), ',', 1) as bigint), 0)"
                + " as page,"
                + "\n                coalesce(cast(cast(:after_2 as text) as bigint), pg_catalog.pg_relation_size("
                + Probes.oid(table) + ") / cast(current_setting('block_size') as bigint)) as pages) at) next"
                + "\nwhere page < pages";
    }

    /** Of the table {@code c}: behind the last batch, up to the end of this one. */
    String range() {
        return after() + "\n        and " + part("upto", "<=");
    }

    private String after() {
        return part("after", ">");
    }

    private String part(String parameter, String comparison) {
        String given = names(i -> "cast(:" + parameter + "_" + (i + 1) + " as " + type(i) + ")");
        String key =
                names(i -> "c." + (byPlace() ? "ctid" : quoted(columns.get(i).name())));
        return "(cast(:" + parameter + "_1 as " + type(0) + ") is null or (" + key + ") " + comparison + " (" + given
                + "))";
    }

    private String type(int i) {
        return byPlace() ? "tid" : columns.get(i).type();
    }

    private String selected() {
        return byPlace()
                ? "c.ctid as penstock_place"
                : names(i -> "c." + quoted(columns.get(i).name()) + " as penstock_key_" + (i + 1));
    }

    private String same() {
        return byPlace()
                ? "c.ctid = s.penstock_place"
                : IntStream.range(0, columns.size())
                        .mapToObj(i -> "c." + quoted(columns.get(i).name()) + " = s.penstock_key_" + (i + 1))
                        .collect(joining(" and "));
    }

    private String names(IntFunction<String> each) {
        return IntStream.range(0, Math.max(1, columns.size())).mapToObj(each).collect(joining(", "));
    }

    private static Optional<List<String>> key(Table table) {
        return table.primaryKey()
                .map(Key::columns)
                .or(() -> table.indexes().stream()
                        .filter(index -> identifies(table, index))
                        .map(Index::keyColumns)
                        .findFirst());
    }

    private static boolean identifies(Table table, Index index) {
        return index.unique()
                && index.valid()
                && index.immediate()
                && index.predicate() == null
                && index.entries().stream().allMatch(entry -> entry.included() || entry.column() != null)
                && index.keyColumns().stream()
                        .allMatch(column ->
                                table.column(column).map(Column::notNull).orElse(false));
    }
}
