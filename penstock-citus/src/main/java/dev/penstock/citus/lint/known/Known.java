package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the database at one point.
 *
 * @param views with the tables that they read
 * @param sequences with the column that owns each, as {@code schema.table.column}, or empty text
 * @param node the live node, or null without one
 */
public record Known(
        Map<TableName, Table> tables,
        Map<TableName, Set<TableName>> views,
        Map<TableName, String> sequences,
        List<String> searchPath,
        @Nullable Node node) {

    public static final Known NOTHING = new Known(Map.of(), Map.of(), Map.of(), List.of("public"), null);

    /**
     * The node that a live catalog was read from.
     *
     * @param decodesCitus whether {@code output_plugin_libraries} lets the plugin {@code citus} be used
     * @param lockSlots how many locks its lock table has room for
     */
    public record Node(boolean coordinator, boolean decodesCitus, long lockSlots) {}

    public Optional<Table> table(QualifiedName name) {
        return Optional.ofNullable(tables.get(resolve(name, tables)));
    }

    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    public Optional<Set<TableName>> view(QualifiedName name) {
        return Optional.ofNullable(views.get(resolve(name, views)));
    }

    /** The name in the first schema of the search path that has it, else in the first one. */
    public TableName resolve(QualifiedName name, Map<TableName, ?> among) {
        String schema = name.schema();
        if (schema != null) {
            return new TableName(schema, name.name());
        }
        return searchPath.stream()
                .map(each -> new TableName(each, name.name()))
                .filter(among::containsKey)
                .findFirst()
                .orElseGet(() -> new TableName(searchPath.getFirst(), name.name()));
    }

    public TableName resolve(QualifiedName name) {
        return resolve(name, tables);
    }

    /** The tables with a foreign key to this one, itself left out. */
    public List<Table> referrers(TableName target) {
        return tables.values().stream()
                .filter(table -> !table.name().equals(target))
                .filter(table -> table.foreignKeys().stream()
                        .anyMatch(key -> key.target().equals(target)))
                .toList();
    }

    /** All tables from which foreign keys lead here, over any number of steps. */
    public List<Table> referrerClosure(TableName target) {
        return walk(target, (table, found) -> referrers(table.name()).forEach(next -> found.add(next.name())));
    }

    /** All tables that foreign keys of any direction connect with this one, itself included. */
    public List<Table> foreignKeyGraph(TableName start) {
        var all = new ArrayList<>(walk(start, (table, found) -> {
            referrers(table.name()).forEach(next -> found.add(next.name()));
            table.foreignKeys().forEach(key -> found.add(key.target()));
        }));
        table(start).ifPresent(table -> all.addFirst(table));
        return all;
    }

    private interface Step {
        void neighbours(Table table, Set<TableName> found);
    }

    private List<Table> walk(TableName start, Step step) {
        var seen = new LinkedHashSet<TableName>();
        var open = new ArrayDeque<TableName>(List.of(start));
        while (!open.isEmpty()) {
            var table = tables.get(open.remove());
            if (table != null) {
                var neighbours = new LinkedHashSet<TableName>();
                step.neighbours(table, neighbours);
                neighbours.stream()
                        .filter(next -> !next.equals(start) && seen.add(next))
                        .forEach(open::add);
            }
        }
        return seen.stream().map(tables::get).filter(table -> table != null).toList();
    }

    /** Whether nobody has put a row into it, nor into one of its partitions. */
    public boolean isEmpty(Table table) {
        return table.rows() == 0
                && table.partitions().stream()
                        .allMatch(partition ->
                                table(partition).filter(this::isEmpty).isPresent());
    }

    /** What a file finds: since the one that made a table was run others may have put rows into it. */
    public Known foundBy(String file) {
        return withEach(table -> table.live() || file.equals(table.file()) ? table : table.withRows(-1));
    }

    Known withEach(UnaryOperator<Table> change) {
        var after = new LinkedHashMap<TableName, Table>();
        tables.values().stream().map(change).forEach(table -> after.put(table.name(), table));
        return new Known(after, views, sequences, searchPath, node);
    }

    Known with(Table table) {
        var more = new LinkedHashMap<>(tables);
        more.put(table.name(), table);
        return new Known(more, views, sequences, searchPath, node);
    }

    /** Without a table, and without what hangs on it: foreign keys that lead to it, its place among partitions. */
    Known without(TableName name) {
        var fewer = new LinkedHashMap<>(tables);
        fewer.remove(name);
        return new Known(fewer, views, sequences, searchPath, node)
                .withEach(table -> table.withPartition(name, false)
                        .withForeignKeys(table.foreignKeys().stream()
                                .filter(key -> !key.target().equals(name))
                                .toList()));
    }

    /** With a table under another name, which whatever speaks of it follows. */
    Known renamed(TableName from, TableName to) {
        UnaryOperator<TableName> now = name -> name.equals(from) ? to : name;
        Known after = withEach(table -> table.withName(now.apply(table.name()))
                .withForeignKeys(table.foreignKeys().stream()
                        .map(key -> key.withTarget(now.apply(key.target())))
                        .toList())
                .withPartitions(all(table.partitions(), now)));
        var reading = new LinkedHashMap<TableName, Set<TableName>>();
        views.forEach((view, reads) -> reading.put(view, all(reads, now)));
        return new Known(after.tables, reading, sequences, searchPath, node);
    }

    private static Set<TableName> all(Set<TableName> names, UnaryOperator<TableName> now) {
        return names.stream().map(now).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Known withoutView(TableName name) {
        var fewer = new LinkedHashMap<>(views);
        fewer.remove(name);
        return new Known(tables, fewer, sequences, searchPath, node);
    }

    Known withView(TableName name, Set<TableName> reads) {
        var more = new LinkedHashMap<>(views);
        more.put(name, reads);
        return new Known(tables, more, sequences, searchPath, node);
    }

    Known withSequence(TableName name, String owner) {
        var more = new LinkedHashMap<>(sequences);
        more.put(name, owner);
        return new Known(tables, views, more, searchPath, node);
    }

    Known withSearchPath(List<String> path) {
        return new Known(tables, views, sequences, path, node);
    }
}
