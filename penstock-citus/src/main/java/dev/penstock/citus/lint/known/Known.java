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

    Known with(Table table) {
        var more = new LinkedHashMap<>(tables);
        more.put(table.name(), table);
        return new Known(more, views, sequences, searchPath, node);
    }

    Known without(TableName name) {
        var fewer = new LinkedHashMap<>(tables);
        fewer.remove(name);
        var fewerViews = new LinkedHashMap<>(views);
        fewerViews.remove(name);
        return new Known(fewer, fewerViews, sequences, searchPath, node);
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
