package dev.penstock.citus.catalog;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that were read. Immutable; every list in the order of names.
 *
 * @param foreignKeys from and to the tables, so also such that come in from schemas that were not read
 * @param citus null on plain PostgreSQL
 */
public record Catalog(
        Server server,
        @Nullable Citus citus,
        List<Schema> schemas,
        List<Table> tables,
        List<ForeignKey> foreignKeys,
        List<View> views,
        List<Sequence> sequences,
        List<Publication> publications) {

    /** The table of this OID, when its schema was read. Cost: looks at every table; {@link #byOid} for more than a few. */
    public Optional<Table> table(long oid) {
        return tables.stream().filter(table -> table.oid() == oid).findFirst();
    }

    public Optional<Table> table(QualifiedName name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    public Map<Long, Table> byOid() {
        return tables.stream().collect(toUnmodifiableMap(Table::oid, Function.identity()));
    }

    /** Those of a partitioned table; none of any other. */
    public List<Table> partitions(Table table) {
        return tables.stream()
                .filter(each -> each.partitionOf() != null && each.partitionOf() == table.oid())
                .toList();
    }

    /** The table, and behind it its partitions. */
    public List<Table> whole(Table table) {
        return Stream.concat(Stream.of(table), partitions(table).stream()).toList();
    }

    /** Views that read any of these tables, themselves or over other views. */
    public List<View> viewsOver(Collection<Long> tables) {
        var found = new LinkedHashSet<View>();
        var read = new HashSet<>(tables);
        boolean more = true;
        while (more) {
            more = false;
            for (View view : views) {
                if (view.reads().stream().anyMatch(read::contains) && found.add(view)) {
                    read.add(view.oid());
                    more = true;
                }
            }
        }
        return List.copyOf(found);
    }

    /** Foreign keys by the OID of the table that they leave, those that follow from another one left out. */
    public Map<Long, List<ForeignKey>> outbound() {
        return declared(ForeignKey::tableOid);
    }

    /** Foreign keys by the OID of the table that they lead to, those that follow from another one left out. */
    public Map<Long, List<ForeignKey>> inbound() {
        return declared(ForeignKey::referencedOid);
    }

    private Map<Long, List<ForeignKey>> declared(Function<ForeignKey, Long> end) {
        return foreignKeys.stream().filter(key -> key.parentOid() == null).collect(groupingBy(end));
    }
}
