package dev.penstock.citus.lint.known;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table.
 *
 * @param file the migration that created it; null when it was found in a live catalog
 * @param group names the colocation group; equal for tables that are colocated
 * @param shards 0 when not distributed
 * @param partitions of the first level
 * @param rows an estimate; -1 when nobody knows. Those of partitions do not count
 */
public record Table(
        TableName name,
        @Nullable String file,
        List<Column> columns,
        List<Key> keys,
        List<ForeignKey> foreignKeys,
        List<Check> checks,
        Set<Trait> traits,
        Placement placement,
        @Nullable String distributionColumn,
        @Nullable String group,
        int shards,
        Set<TableName> partitions,
        long rows) {

    public Optional<Column> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    public Optional<Key> primaryKey() {
        return keys.stream().filter(key -> key.kind() == Key.Kind.PRIMARY).findFirst();
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    public boolean distributed() {
        return placement == Placement.DISTRIBUTED;
    }

    public boolean distributedBy(String column) {
        return column.equals(distributionColumn);
    }

    public boolean live() {
        return file == null;
    }

    Table withName(TableName value) {
        return with(draft -> draft.name = value);
    }

    Table withColumns(List<Column> value) {
        return with(draft -> draft.columns = List.copyOf(value));
    }

    Table withKeys(List<Key> value) {
        return with(draft -> draft.keys = List.copyOf(value));
    }

    Table withForeignKeys(List<ForeignKey> value) {
        return with(draft -> draft.foreignKeys = List.copyOf(value));
    }

    Table withChecks(List<Check> value) {
        return with(draft -> draft.checks = List.copyOf(value));
    }

    Table withTrait(Trait trait, boolean has) {
        var value = EnumSet.noneOf(Trait.class);
        value.addAll(traits);
        if (has) {
            value.add(trait);
        } else {
            value.remove(trait);
        }
        return with(draft -> draft.traits = value);
    }

    Table withPartitions(Set<TableName> value) {
        return with(draft -> draft.partitions = Collections.unmodifiableSet(value));
    }

    Table withPartition(TableName partition, boolean has) {
        var value = new LinkedHashSet<>(partitions);
        if (has) {
            value.add(partition);
        } else {
            value.remove(partition);
        }
        return withPartitions(value);
    }

    Table withRows(long value) {
        return with(draft -> draft.rows = value);
    }

    Table placed(Placement where, @Nullable String column, @Nullable String colocation, int shardCount) {
        return with(draft -> {
            draft.placement = where;
            draft.distributionColumn = column;
            draft.group = colocation;
            draft.shards = shardCount;
        });
    }

    private Table with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.table();
    }

    /** A table while it is changed. */
    private static final class Draft {

        private final @Nullable String file;
        private TableName name;
        private List<Column> columns;
        private List<Key> keys;
        private List<ForeignKey> foreignKeys;
        private List<Check> checks;
        private Set<Trait> traits;
        private Placement placement;
        private @Nullable String distributionColumn;
        private @Nullable String group;
        private int shards;
        private Set<TableName> partitions;
        private long rows;

        Draft(Table table) {
            file = table.file;
            name = table.name;
            columns = table.columns;
            keys = table.keys;
            foreignKeys = table.foreignKeys;
            checks = table.checks;
            traits = table.traits;
            placement = table.placement;
            distributionColumn = table.distributionColumn;
            group = table.group;
            shards = table.shards;
            partitions = table.partitions;
            rows = table.rows;
        }

        Table table() {
            return new Table(
                    name,
                    file,
                    columns,
                    keys,
                    foreignKeys,
                    checks,
                    traits,
                    placement,
                    distributionColumn,
                    group,
                    shards,
                    partitions,
                    rows);
        }
    }

    /** Where the other is. */
    Table placedLike(Table other) {
        return placed(other.placement, other.distributionColumn, other.group, other.shards);
    }

    /** With each of its constraints as it becomes. */
    Table withConstraints(UnaryOperator<Key> key, UnaryOperator<ForeignKey> foreignKey, UnaryOperator<Check> check) {
        return withKeys(keys.stream().map(key).toList())
                .withForeignKeys(foreignKeys.stream().map(foreignKey).toList())
                .withChecks(checks.stream().map(check).toList());
    }

    Table withoutConstraints(Predicate<Key> key, Predicate<ForeignKey> foreignKey, Predicate<Check> check) {
        return withKeys(keys.stream().filter(key.negate()).toList())
                .withForeignKeys(
                        foreignKeys.stream().filter(foreignKey.negate()).toList())
                .withChecks(checks.stream().filter(check.negate()).toList());
    }

    /** With this column as it becomes. */
    Table withColumn(String wanted, UnaryOperator<Column> change) {
        return withColumns(columns.stream()
                .map(column -> column.name().equals(wanted) ? change.apply(column) : column)
                .toList());
    }

    /** With one more element. */
    static <T> List<T> plus(List<T> list, T element) {
        var longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}
