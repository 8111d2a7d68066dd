package dev.penstock.citus.lint.known;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Policy;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.sql.Constraint.Action;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a live catalog into what rules ask. Pure: reading is the catalog's. */
public final class LiveKnown {

    private final Catalog catalog;
    private final Map<Long, dev.penstock.citus.catalog.Table> byOid;

    private LiveKnown(Catalog catalog) {
        this.catalog = catalog;
        this.byOid = catalog.byOid();
    }

    /** @param searchPath of the session that will run the migrations */
    public static Known of(Catalog catalog, List<String> searchPath) {
        return new LiveKnown(catalog).known(searchPath);
    }

    private Known known(List<String> searchPath) {
        var tables = new LinkedHashMap<TableName, Table>();
        for (var table : catalog.tables()) {
            tables.put(name(table.name()), table(table));
        }
        var views = new LinkedHashMap<TableName, Set<TableName>>();
        for (var view : catalog.views()) {
            var reads = new LinkedHashSet<TableName>();
            view.reads().stream()
                    .map(byOid::get)
                    .filter(Objects::nonNull)
                    .forEach(read -> reads.add(name(read.name())));
            views.put(name(view.name()), reads);
        }
        var sequences = new LinkedHashMap<TableName, String>();
        for (var sequence : catalog.sequences()) {
            var owner = sequence.ownedByTableOid() == null ? null : byOid.get(sequence.ownedByTableOid());
            sequences.put(
                    name(sequence.name()), owner == null ? "" : name(owner.name()) + "." + sequence.ownedByColumn());
        }
        return new Known(tables, views, sequences, searchPath, node());
    }

    private Known.Node node() {
        var citus = catalog.citus();
        String plugins = catalog.server().settings().get("output_plugin_libraries");
        return new Known.Node(
                citus == null || citus.onCoordinator(), plugins == null || plugins.contains("citus"), lockSlots());
    }

    private long lockSlots() {
        return setting("max_locks_per_transaction", 64)
                * (setting("max_connections", 100) + setting("max_prepared_transactions", 0));
    }

    private long setting(String name, long otherwise) {
        String value = catalog.server().settings().get(name);
        return value != null && value.matches("\\d{1,9}") ? Long.parseLong(value) : otherwise;
    }

    private Table table(dev.penstock.citus.catalog.Table table) {
        var distribution = table.distribution();
        Placement placement = switch (distribution.state()) {
            case PLAIN -> Placement.PLAIN;
            case CITUS_LOCAL -> Placement.CITUS_LOCAL;
            case REFERENCE -> Placement.REFERENCE;
            case SINGLE_SHARD -> Placement.SINGLE_SHARD;
            case HASH, LEGACY -> Placement.DISTRIBUTED;
        };
        return new Table(
                name(table.name()),
                null,
                table.columns().stream().map(this::column).toList(),
                keys(table),
                catalog.foreignKeys().stream()
                        .filter(key -> key.tableOid() == table.oid() && key.parentOid() == null)
                        .map(LiveKnown::foreignKey)
                        .toList(),
                table.checks().stream()
                        .map(check ->
                                new Check(check.name(), check.expression().toLowerCase(Locale.ROOT), check.validated()))
                        .toList(),
                traits(table),
                placement,
                distribution.column(),
                distribution.colocationId() > 0 ? "group " + distribution.colocationId() : null,
                table.shards().size(),
                catalog.partitions(table).stream()
                        .map(partition -> name(partition.name()))
                        .collect(Collectors.toUnmodifiableSet()),
                rows(table));
    }

    private static long rows(dev.penstock.citus.catalog.Table table) {
        Long estimated = table.estimatedRows();
        return estimated != null ? estimated : table.bytes() == 0 ? 0 : -1;
    }

    private Column column(dev.penstock.citus.catalog.Column column) {
        TableName sequence = catalog.sequences().stream()
                .filter(each -> each.drawnBy().stream()
                        .anyMatch(draw -> draw.tableOid() == column.tableOid()
                                && draw.column().equals(column.name())))
                .map(each -> name(each.name()))
                .findFirst()
                .orElse(null);
        Double nulls = column.nullFraction();
        return new Column(
                column.name(),
                column.type(),
                collation(column.collation()),
                column.notNull(),
                column.identity() != dev.penstock.citus.catalog.Column.Identity.NONE,
                sequence,
                nulls != null && nulls > 0);
    }

    private static @Nullable String collation(@Nullable QualifiedName name) {
        return name == null || name.name().equals("default") ? null : name.name();
    }

    private static List<Key> keys(dev.penstock.citus.catalog.Table table) {
        var keys = new ArrayList<Key>();
        for (var key : table.keys()) {
            keys.add(new Key(
                    key.name(),
                    Key.Kind.valueOf(key.kind().name()),
                    key.columns(),
                    key.operators(),
                    included(table, key.indexOid())));
        }
        for (Index index : table.indexes()) {
            if (index.unique() && index.constraintOid() == null) {
                var columns = index.entries().stream()
                        .filter(entry -> !entry.included())
                        .map(entry -> Objects.requireNonNullElse(entry.column(), ""))
                        .toList();
                keys.add(new Key(index.name(), Key.Kind.UNIQUE, columns, List.of(), included(table, index.oid())));
            }
        }
        return keys;
    }

    private static List<String> included(dev.penstock.citus.catalog.Table table, long index) {
        return table.indexes().stream()
                .filter(each -> each.oid() == index)
                .flatMap(each -> each.entries().stream())
                .filter(entry -> entry.included() && entry.column() != null)
                .map(entry -> Objects.requireNonNullElse(entry.column(), ""))
                .toList();
    }

    private static ForeignKey foreignKey(dev.penstock.citus.catalog.ForeignKey key) {
        return new ForeignKey(
                key.name(),
                key.columns(),
                name(key.referenced()),
                key.referencedColumns(),
                Action.valueOf(key.onDelete().name()),
                Action.valueOf(key.onUpdate().name()),
                key.validated());
    }

    private Set<Trait> traits(dev.penstock.citus.catalog.Table table) {
        var traits = EnumSet.noneOf(Trait.class);
        add(traits, Trait.TRIGGER, !table.triggers().isEmpty());
        add(traits, Trait.RULE, !table.rules().isEmpty());
        add(
                traits,
                Trait.INHERITANCE,
                !table.inherits().isEmpty()
                        || catalog.tables().stream()
                                .anyMatch(other -> other.inherits().contains(table.oid())));
        add(traits, Trait.SUBQUERY_POLICY, table.policies().stream().anyMatch(Policy::subquery));
        add(traits, Trait.PARTITIONED, table.partitionKey() != null);
        add(traits, Trait.PARTITION, table.partitionOf() != null);
        add(
                traits,
                Trait.MULTI_LEVEL,
                catalog.partitions(table).stream().anyMatch(partition -> partition.partitionKey() != null));
        add(
                traits,
                Trait.COMMENT,
                table.comment() != null || table.columns().stream().anyMatch(column -> column.comment() != null));
        add(
                traits,
                Trait.VIEW_GRANTS,
                catalog.views().stream()
                        .anyMatch(view -> view.reads().contains(table.oid())
                                && !view.grants().isEmpty()));
        add(
                traits,
                Trait.REPLICA_IDENTITY,
                table.replicaIdentity() != dev.penstock.citus.catalog.Table.ReplicaIdentity.DEFAULT
                        && table.identifiesRows());
        return traits;
    }

    private static void add(Set<Trait> traits, Trait trait, boolean has) {
        if (has) {
            traits.add(trait);
        }
    }

    private static TableName name(QualifiedName name) {
        return new TableName(name.schema(), name.name());
    }
}
