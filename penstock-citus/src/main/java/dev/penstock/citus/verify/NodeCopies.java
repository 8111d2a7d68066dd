package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Node;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What every node says of the plan's tables: of its own table of that name, and of each shard that it has. */
record NodeCopies(Map<String, Map<String, Set<String>>> places) {

    private static final JsonMapper JSON = new JsonMapper();

    /** The coordinator's own table, which the others are compared with. */
    private static final String ITSELF = "";

    /**
     * @param said the query of what a node says, by table, shard or 0, text, and whether it is valid
     * @param normal makes texts of several places the same that mean the same
     * @param failures nodes that do not answer are added
     */
    static NodeCopies ask(
            Connection connection,
            String said,
            Set<QualifiedName> tables,
            Catalog catalog,
            UnaryOperator<String> normal,
            List<String> failures)
            throws SQLException {
        var places = new TreeMap<String, Map<String, Set<String>>>();
        var answered = new HashMap<Integer, String>();
        long coordinator = coordinator(catalog);
        var template = Statement.in("verify", "node_copies");
        String sql = template.text()
                .replace("{tables}", array(tables))
                .replace("{said}", Statement.in("verify", said).text());
        for (Row row : new Statement(sql, template.parameters()).rows(connection, Row.class, Map.of())) {
            if (!row.success() || row.result() == null) {
                failures.add("node " + row.node() + " does not answer: " + row.result());
                continue;
            }
            answered.put(row.nodeId(), row.node());
            for (List<Object> found : JSON.readValue(row.result(), new TypeReference<List<List<Object>>>() {})) {
                long shard = ((Number) found.get(1)).longValue();
                String place =
                        shard > 0 ? shard(shard, row.node()) : row.nodeId() == coordinator ? ITSELF : shell(row.node());
                boolean valid = Boolean.TRUE.equals(found.get(3));
                place(places, String.valueOf(found.get(0)), place)
                        .add(normal.apply(String.valueOf(found.get(2))) + (valid ? "" : " (not valid)"));
            }
        }
        expect(places, tables, catalog, answered);
        return new NodeCopies(places);
    }

    /** Also a place that says nothing is a place: there may be no constraint any more, or no table. */
    private static void expect(
            Map<String, Map<String, Set<String>>> places,
            Set<QualifiedName> tables,
            Catalog catalog,
            Map<Integer, String> answered) {
        var citus = catalog.citus();
        if (citus == null) {
            return;
        }
        var nodes = citus.nodes().stream()
                .filter(node -> node.hasMetadata() && answered.containsKey(node.id()))
                .toList();
        for (Table table : catalog.tables()) {
            if (!tables.contains(table.name()) || table.shards().isEmpty()) {
                continue;
            }
            String name = table.name().quoted();
            for (Node node : nodes) {
                String where = answered.getOrDefault(node.id(), "");
                if (!node.coordinator()) {
                    place(places, name, shell(where));
                }
                table.shards().stream()
                        .filter(shard -> shard.placements().stream()
                                .anyMatch(placement -> placement.active() && placement.groupId() == node.groupId()))
                        .forEach(shard -> place(places, name, shard(shard.id(), where)));
            }
        }
    }

    private static Set<String> place(Map<String, Map<String, Set<String>>> places, String table, String place) {
        return places.computeIfAbsent(table, name -> new HashMap<>()).computeIfAbsent(place, where -> new TreeSet<>());
    }

    private static String shard(long shard, String node) {
        return "shard " + shard + " on " + node;
    }

    private static String shell(String node) {
        return "the shell on " + node;
    }

    int count() {
        return places.values().stream().mapToInt(Map::size).sum();
    }

    /** Every copy must be like the coordinator's own. */
    void compare(List<String> failures) {
        places.forEach((table, found) -> {
            var wanted = found.getOrDefault(ITSELF, Set.of());
            found.forEach((place, copy) -> {
                if (!place.equals(ITSELF)) {
                    compare(table + ": " + place, wanted, copy, failures);
                }
            });
        });
    }

    private static void compare(String place, Set<String> wanted, Set<String> found, List<String> failures) {
        if (found.isEmpty() && wanted.size() > 1) {
            failures.add(place + " has none of " + String.join("; ", wanted));
            return;
        }
        wanted.stream().filter(each -> !found.contains(each)).forEach(each -> failures.add(place + " lacks " + each));
        found.stream()
                .filter(each -> !wanted.contains(each))
                .forEach(each -> failures.add(place + " has, but the coordinator has not, " + each));
    }

    private static long coordinator(Catalog catalog) {
        var citus = catalog.citus();
        return citus == null
                ? -1
                : citus.nodes().stream()
                        .filter(Node::coordinator)
                        .mapToInt(Node::id)
                        .findFirst()
                        .orElse(-1);
    }

    private static String array(Collection<QualifiedName> tables) {
        return tables.stream()
                .map(table -> Identifier.literal(table.quoted()))
                .collect(Collectors.joining(", ", "array[", "]"));
    }

    record Row(
            int nodeId,
            String node,
            boolean success,
            @Nullable String result) {}
}
