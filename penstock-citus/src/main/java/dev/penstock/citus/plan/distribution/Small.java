package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static dev.penstock.citus.failure.CitusErrorCode.TABLE_NOT_FOUND;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Fingerprint;
import dev.penstock.citus.plan.Plan;
import java.util.List;

/** What the plans have in common that change one table or a few, whether it is distributed or not. */
final class Small {

    private static final int BATCH = 5_000;

    private Small() {}

    static Table table(Catalog catalog, QualifiedName name) {
        return catalog.table(name)
                .orElseThrow(() -> new CitusException(
                        TABLE_NOT_FOUND, "there is no table " + name + " in the schemas that were read"));
    }

    static Column column(Table table, String name) {
        return table.column(name)
                .orElseThrow(() -> new CitusException(INVALID_OPTION, table.name() + " has no column " + name));
    }

    static Plan plan(Catalog catalog, String goal, List<Table> tables, Choices choices, Drafting draft) {
        var server = catalog.server();
        var names = tables.stream().map(Table::name).toList();
        choices.unused()
                .forEach(unused -> draft.remark(
                        null, "a choice was made for " + unused + ", which is no decision of this plan, or not so"));
        return new Plan(
                Plan.FORMAT,
                goal,
                new Plan.Source(
                        server.database(), server.version(), server.citusVersion(), Fingerprint.of(catalog, names)),
                new Plan.Options("", "", List.of(), names, List.of(), List.of(), null, null, Long.MAX_VALUE, BATCH),
                List.of(),
                choices.decisions(),
                draft.operations(),
                tables.stream().map(Small::fate).toList(),
                draft.remarks());
    }

    private static Plan.TableFate fate(Table table) {
        var distribution = table.distribution();
        return switch (distribution.state()) {
            case HASH -> new Plan.TableFate(table.name(), Plan.Fate.DISTRIBUTED, distribution.column(), "as it is");
            case REFERENCE -> new Plan.TableFate(table.name(), Plan.Fate.REFERENCE, null, "as it is");
            case SINGLE_SHARD -> new Plan.TableFate(table.name(), Plan.Fate.SCHEMA, null, "as it is");
            default -> new Plan.TableFate(table.name(), Plan.Fate.LOCAL, null, "as it is");
        };
    }

    /** The table's own heap, that of each of its partitions when it has any: where shards hold the rows, all are empty. */
    static List<QualifiedName> heaps(Catalog catalog, Table table) {
        return table.kind() != Table.Kind.PARTITIONED
                ? List.of(table.name())
                : catalog.partitions(table).stream().map(Table::name).toList();
    }

    static int batch() {
        return BATCH;
    }
}
