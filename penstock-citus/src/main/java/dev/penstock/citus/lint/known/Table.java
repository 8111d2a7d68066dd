package dev.penstock.citus.lint.known;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        return new Table(
                value,
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

    Table withColumns(List<Column> value) {
        return new Table(
                name,
                file,
                List.copyOf(value),
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

    Table withKeys(List<Key> value) {
        return new Table(
                name,
                file,
                columns,
                List.copyOf(value),
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

    Table withForeignKeys(List<ForeignKey> value) {
        return new Table(
                name,
                file,
                columns,
                keys,
                List.copyOf(value),
                checks,
                traits,
                placement,
                distributionColumn,
                group,
                shards,
                partitions,
                rows);
    }

    Table withChecks(List<Check> value) {
        return new Table(
                name,
                file,
                columns,
                keys,
                foreignKeys,
                List.copyOf(value),
                traits,
                placement,
                distributionColumn,
                group,
                shards,
                partitions,
                rows);
    }

    Table withTrait(Trait trait, boolean has) {
        var value = EnumSet.noneOf(Trait.class);
        value.addAll(traits);
        if (has) {
            value.add(trait);
        } else {
            value.remove(trait);
        }
        return new Table(
                name,
                file,
                columns,
                keys,
                foreignKeys,
                checks,
                value,
                placement,
                distributionColumn,
                group,
                shards,
                partitions,
                rows);
    }

    Table withPartitions(Set<TableName> value) {
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
                Collections.unmodifiableSet(value),
                rows);
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
                value);
    }

    Table placed(Placement where, @Nullable String column, @Nullable String colocation, int shardCount) {
        return new Table(
                name,
                file,
                columns,
                keys,
                foreignKeys,
                checks,
                traits,
                where,
                column,
                colocation,
                shardCount,
                partitions,
                rows);
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
