package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Check;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Distribution;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.Firing;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.ForeignKey.Action;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.IndexEntry;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Policy;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Sequence;
import dev.penstock.citus.catalog.Server;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.catalog.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A catalog made up by a test, without a database. Tables are in the schema {@code s}; all columns are not null unless said. */
final class Draft {

    private final Map<String, TableDraft> tables = new LinkedHashMap<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final List<Sequence> sequences = new ArrayList<>();
    private long oids = 100;

    /** A table with these columns: {@code name type}, with a question mark behind it when it may be null. */
    TableDraft table(String name, String... columns) {
        var table = new TableDraft(++oids, name);
        for (String column : columns) {
            String[] parts = column.replace("?", "").split(" ", 2);
            table.column(parts[0], parts[1], !column.endsWith("?"));
        }
        tables.put(name, table);
        return table;
    }

    Draft references(String from, String column, String to, String toColumn) {
        return references(from, column, to, toColumn, Action.NO_ACTION, Action.NO_ACTION, true);
    }

    Draft references(
            String from,
            String column,
            String to,
            String toColumn,
            Action onDelete,
            Action onUpdate,
            boolean validated) {
        foreignKeys.add(new ForeignKey(
                ++oids,
                from + "_" + column + "_fkey",
                oid(from),
                name(from),
                List.of(column),
                oid(to),
                name(to),
                List.of(toColumn),
                onUpdate,
                onDelete,
                List.of(),
                ForeignKey.Match.SIMPLE,
                false,
                false,
                validated,
                true,
                null,
                "",
                null));
        return this;
    }

    Draft sequence(String name, String table, String column, String type, String otherColumn, String otherType) {
        sequences.add(new Sequence(
                ++oids,
                name(name),
                "o",
                "bigint",
                1,
                1,
                1,
                Long.MAX_VALUE,
                1,
                false,
                null,
                false,
                null,
                null,
                List.of(
                        new Sequence.Draw(oid(table), column, type),
                        new Sequence.Draw(oid(table), otherColumn, otherType)),
                null,
                List.of()));
        return this;
    }

    Catalog catalog() {
        return new Catalog(
                new Server(150000, "15", "d", "u", true, false, null, "C", Map.of()),
                null,
                List.of(),
                tables.values().stream().map(TableDraft::table).toList(),
                foreignKeys,
                List.of(),
                sequences,
                List.of());
    }

    private long oid(String table) {
        var draft = tables.get(table);
        return draft == null ? 1 : draft.oid;
    }

    private static QualifiedName name(String table) {
        return new QualifiedName("s", table);
    }

    /** A table in the making. Its first column is its primary key. */
    final class TableDraft {

        private final long oid;
        private final String name;
        private final List<Column> columns = new ArrayList<>();
        private final List<Key> keys = new ArrayList<>();
        private final List<Index> indexes = new ArrayList<>();
        private final List<Trigger> triggers = new ArrayList<>();
        private final List<Policy> policies = new ArrayList<>();
        private final List<Long> inherits = new ArrayList<>();
        private Table.Kind kind = Table.Kind.ORDINARY;
        private @Nullable Long partitionOf;
        private @Nullable Long rows;
        private long stranded;
        private Distribution distribution = Distribution.PLAIN;

        private TableDraft(long oid, String name) {
            this.oid = oid;
            this.name = name;
        }

        private void column(String column, String type, boolean notNull) {
            boolean identity = type.endsWith(" identity");
            String bare = type.replace(" identity", "");
            columns.add(new Column(
                    oid,
                    columns.size() + 1,
                    column,
                    bare,
                    bare.hashCode(),
                    -1,
                    null,
                    null,
                    notNull,
                    null,
                    identity ? Column.Identity.ALWAYS : Column.Identity.NONE,
                    Column.Generated.NONE,
                    null,
                    false,
                    !bare.equals("json"),
                    bare.startsWith("character varying"),
                    "PLAIN",
                    null,
                    null,
                    null,
                    null,
                    List.of()));
            if (columns.size() == 1) {
                keys.add(new Key(
                        ++oids,
                        oid,
                        name + "_pkey",
                        Key.Kind.PRIMARY,
                        0,
                        List.of(column),
                        List.of(),
                        false,
                        false,
                        null,
                        "",
                        null));
                index(name + "_pkey", true, true, List.of(column), List.of());
            }
        }

        /** The primary key has these columns behind the first. */
        TableDraft key(String... further) {
            var all = new ArrayList<>(List.of(columns.getFirst().name()));
            all.addAll(List.of(further));
            keys.removeFirst();
            indexes.removeFirst();
            keys.add(new Key(
                    ++oids, oid, name + "_pkey", Key.Kind.PRIMARY, 0, all, List.of(), false, false, null, "", null));
            index(name + "_pkey", true, true, all, List.of());
            return this;
        }

        TableDraft unique(String index, List<String> key, String... included) {
            index(index, true, false, key, List.of(included));
            return this;
        }

        TableDraft exclusion(String constraint, List<String> key, List<String> operators) {
            keys.add(new Key(
                    ++oids, oid, constraint, Key.Kind.EXCLUSION, 0, key, operators, false, false, null, "", null));
            return this;
        }

        TableDraft trigger(String trigger) {
            triggers.add(new Trigger(
                    ++oids, oid, trigger, new QualifiedName("s", "f"), Firing.ORIGIN, false, null, "", null));
            return this;
        }

        TableDraft policyWithSubquery(String policy) {
            policies.add(new Policy(++oids, oid, policy, "ALL", true, List.of("PUBLIC"), "", null, true, null));
            return this;
        }

        TableDraft inherits(String parent) {
            inherits.add(oid(parent));
            return this;
        }

        TableDraft partitioned() {
            kind = Table.Kind.PARTITIONED;
            return this;
        }

        TableDraft partitionOf(String parent) {
            partitionOf = oid(parent);
            return this;
        }

        TableDraft foreign() {
            kind = Table.Kind.FOREIGN;
            return this;
        }

        TableDraft rows(long estimate) {
            rows = estimate;
            return this;
        }

        TableDraft stranded(long bytes) {
            stranded = bytes;
            return this;
        }

        TableDraft is(DistributionState state, @Nullable String column) {
            distribution =
                    new Distribution(state, column, state == DistributionState.CITUS_LOCAL ? 0 : 7, false, false);
            return this;
        }

        private void index(String index, boolean unique, boolean primary, List<String> key, List<String> included) {
            var entries = new ArrayList<IndexEntry>();
            key.forEach(column -> entries.add(new IndexEntry(column, null, false)));
            included.forEach(column -> entries.add(new IndexEntry(column, null, true)));
            indexes.add(new Index(
                    ++oids, oid, index, "btree", unique, primary, false, true, false, true, true, false, false, entries,
                    null, null, null, "", 0, null));
        }

        private Table table() {
            return new Table(
                    oid,
                    Draft.name(name),
                    kind,
                    Table.Persistence.PERMANENT,
                    "o",
                    true,
                    "heap",
                    null,
                    List.of(),
                    false,
                    false,
                    Table.ReplicaIdentity.DEFAULT,
                    kind == Table.Kind.PARTITIONED ? "RANGE (x)" : null,
                    partitionOf,
                    null,
                    inherits,
                    null,
                    null,
                    List.of(),
                    rows,
                    8192,
                    stranded,
                    distribution,
                    columns,
                    keys,
                    List.<Check>of(),
                    indexes,
                    triggers,
                    List.of(),
                    policies,
                    List.of(),
                    List.of());
        }
    }

    /** The verdict of the table of this name. */
    static Verdict of(Classification classification, String name) {
        return classification.verdicts().stream()
                .filter(verdict -> Objects.equals(verdict.table().name().name(), name))
                .findFirst()
                .orElseThrow();
    }
}
