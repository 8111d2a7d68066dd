package dev.penstock.citus.catalog;

import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.catalog.Cluster.Measure;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hangs on each table what belongs to it. */
record Assembly(
        List<TableRow> rows,
        List<Column> columns,
        List<Key> keys,
        List<Check> checks,
        List<Index> indexes,
        List<Trigger> triggers,
        List<Rule> rules,
        List<Policy> policies,
        List<Statistics> statistics,
        @Nullable Cluster cluster) {

    List<Table> tables() {
        var columnsOf = by(columns, Column::tableOid);
        var keysOf = by(keys, Key::tableOid);
        var checksOf = by(checks, Check::tableOid);
        var indexesOf = by(indexes, Index::tableOid);
        var triggersOf = by(triggers, Trigger::tableOid);
        var rulesOf = by(rules, Rule::tableOid);
        var policiesOf = by(policies, Policy::tableOid);
        var statisticsOf = by(statistics, Statistics::tableOid);
        var partitionsOf = rows.stream()
                .filter(row -> row.partitionOf() != null)
                .collect(groupingBy(row -> String.valueOf(row.partitionOf())));
        return rows.stream()
                .map(row -> {
                    var distribution = cluster == null ? Distribution.PLAIN : cluster.distributionOf(row.oid());
                    var measure = measure(row, partitionsOf);
                    boolean inShards = inShards(row, distribution);
                    return new Table(
                            row.oid(),
                            row.name(),
                            row.kind(),
                            row.persistence(),
                            row.owner(),
                            row.ownerCanLogin(),
                            row.accessMethod(),
                            row.tablespace(),
                            row.options(),
                            row.rowSecurity(),
                            row.forceRowSecurity(),
                            row.replicaIdentity(),
                            row.partitionKey(),
                            row.partitionOf(),
                            row.partitionBound(),
                            row.inherits(),
                            row.extension(),
                            row.comment(),
                            row.grants(),
                            measure.rows(),
                            measure.bytes(),
                            inShards ? row.heapBytes() : 0,
                            distribution,
                            of(columnsOf, row),
                            of(keysOf, row),
                            of(checksOf, row),
                            of(indexesOf, row),
                            of(triggersOf, row),
                            of(rulesOf, row),
                            of(policiesOf, row),
                            of(statisticsOf, row),
                            cluster == null ? List.of() : cluster.shards().getOrDefault(row.oid(), List.of()));
                })
                .toList();
    }

    /** Also a Citus-local table keeps its rows in a shard, on the coordinator. */
    private static boolean inShards(TableRow row, Distribution distribution) {
        return row.kind() == Table.Kind.ORDINARY && distribution.state() != DistributionState.PLAIN;
    }

    private Measure measure(TableRow row, Map<String, List<TableRow>> partitionsOf) {
        if (row.kind() == Table.Kind.PARTITIONED) {
            return partitionsOf.getOrDefault(String.valueOf(row.oid()), List.of()).stream()
                    .map(partition -> measure(partition, partitionsOf))
                    .reduce(Measure.NOTHING, Measure::plus);
        }
        if (cluster != null && inShards(row, cluster.distributionOf(row.oid()))) {
            return cluster.measureOf(row.oid());
        }
        return new Measure(row.tableBytes() + row.indexBytes(), row.estimatedRows());
    }

    private static <T> Map<Long, List<T>> by(List<T> all, Function<T, Long> table) {
        return all.stream().collect(groupingBy(table));
    }

    private static <T> List<T> of(Map<Long, List<T>> all, TableRow row) {
        return all.getOrDefault(row.oid(), List.of());
    }
}
