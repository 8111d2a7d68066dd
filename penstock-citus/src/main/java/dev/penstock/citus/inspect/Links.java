package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The references between tables: foreign keys, and where none is declared, what the names suggest. Pure. */
final class Links {

    private Links() {}

    static List<Link> of(Catalog catalog) {
        var tables = catalog.byOid();
        var links = new ArrayList<Link>();
        var covered = new HashMap<Long, Set<String>>();
        for (var key : catalog.foreignKeys()) {
            var from = tables.get(key.tableOid());
            if (from == null || key.parentOid() != null) {
                continue;
            }
            covered.computeIfAbsent(from.oid(), oid -> new HashSet<>()).addAll(key.columns());
            var to = tables.get(key.referencedOid());
            if (to != null && key.enforced()) {
                links.add(declared(key, from, to));
            }
        }
        links.addAll(byName(tables, covered));
        return List.copyOf(links);
    }

    private static Link declared(ForeignKey key, Table from, Table to) {
        boolean nullable = key.columns().stream()
                .anyMatch(column -> !from.column(column).orElseThrow().notNull());
        return new Link(from, key.columns(), to, key.referencedColumns(), nullable, key);
    }

    /** {@code order_id} for the sole key of {@code orders} in the same schema, if the types are equal. */
    private static List<Link> byName(Map<Long, Table> tables, Map<Long, Set<String>> covered) {
        var targets = tables.values().stream()
                .filter(table -> table.partitionOf() == null && table.extension() == null)
                .collect(groupingBy(table -> table.name().schema() + "." + singular(table)));
        var links = new ArrayList<Link>();
        for (var from : tables.values()) {
            if (from.partitionOf() != null || from.extension() != null) {
                continue;
            }
            for (var column : from.columns()) {
                String meaning = TenantKey.meaning(column.name());
                if (TenantKey.identifies(column.name())
                        && !covered.getOrDefault(from.oid(), Set.of()).contains(column.name())) {
                    targets.getOrDefault(from.name().schema() + "." + meaning, List.of()).stream()
                            .filter(to -> to.oid() != from.oid())
                            .map(to -> byName(from, column, to))
                            .filter(Objects::nonNull)
                            .forEach(links::add);
                }
            }
        }
        return links;
    }

    private static @Nullable Link byName(Table from, Column column, Table to) {
        return to.primaryKey()
                .map(Key::columns)
                .filter(key -> key.size() == 1)
                .filter(key -> to.column(key.getFirst()).orElseThrow().typeOid() == column.typeOid())
                .map(key -> new Link(from, List.of(column.name()), to, key, !column.notNull(), null))
                .orElse(null);
    }

    private static String singular(Table table) {
        return singular(bare(table.name().name()));
    }

    /** @param name in lower case, without separators */
    static String singular(String name) {
        if (name.endsWith("ies")) {
            return name.substring(0, name.length() - 3) + "y";
        }
        if (name.endsWith("sses") || name.endsWith("xes") || name.endsWith("ches")) {
            return name.substring(0, name.length() - 2);
        }
        return name.endsWith("s") && !name.endsWith("ss") ? name.substring(0, name.length() - 1) : name;
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
