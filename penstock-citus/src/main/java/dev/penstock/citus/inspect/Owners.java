package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;

/**
 * Tables whose rows belong to one row of another table each, because that one refers to them under a unique index: the settings of an
 * organization, the contents of a document. They have the tenant of their owner, though no foreign key of theirs leads anywhere. Pure.
 */
final class Owners {

    private Owners() {}

    /**
     * From each such table to its owners. A table that rows of a tenant refer to in any other way is shared, and left out.
     *
     * @param doubtful whether a table, by OID, has no way of its own to a tenant that holds for every row
     * @param tenants whether a table's rows have a tenant that they do not get over the other table, both by OID
     */
    static List<Link> of(Catalog catalog, LongPredicate doubtful, BiPredicate<Long, Long> tenants) {
        Map<Long, Table> tables = catalog.byOid();
        var inbound = catalog.foreignKeys().stream()
                .filter(key -> key.parentOid() == null && key.enforced() && !key.selfReference())
                .filter(key -> tables.containsKey(key.tableOid()) && tables.containsKey(key.referencedOid()))
                .collect(groupingBy(ForeignKey::referencedOid));
        var links = new ArrayList<Link>();
        for (Table table : catalog.tables()) {
            var referring = inbound.getOrDefault(table.oid(), List.of()).stream()
                    .filter(key -> tenants.test(key.tableOid(), table.oid()))
                    .toList();
            boolean owned = table.partitionOf() == null
                    && table.extension() == null
                    && doubtful.test(table.oid())
                    && referring.stream().allMatch(key -> oneToOne(owner(tables, key), key));
            if (owned) {
                referring.stream()
                        .map(key -> new Link(
                                table, key.referencedColumns(), owner(tables, key), key.columns(), true, key, true))
                        .forEach(links::add);
            }
        }
        return links;
    }

    private static Table owner(Map<Long, Table> tables, ForeignKey key) {
        return Objects.requireNonNull(tables.get(key.tableOid()));
    }

    private static boolean oneToOne(Table owner, ForeignKey key) {
        return owner.indexes().stream()
                .anyMatch(index -> index.unique()
                        && index.valid()
                        && index.predicate() == null
                        && new HashSet<>(key.columns()).containsAll(index.keyColumns())
                        && index.keyColumns().size() == keys(index));
    }

    /** How many parts the key has, expressions among them. */
    private static long keys(Index index) {
        return index.entries().stream().filter(entry -> !entry.included()).count();
    }
}
