package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.Placement;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Whether tables are what they were to become, lie together, and lie nowhere else. Pure. */
final class PlacementCheck {

    private final Catalog catalog;
    private final List<String> failures = new ArrayList<>();

    private PlacementCheck(Catalog catalog) {
        this.catalog = catalog;
    }

    static Check of(Plan plan, Catalog catalog) {
        var check = new PlacementCheck(catalog);
        plan.tables().forEach(check::fate);
        plan.groups().forEach(check::group);
        return new Check(
                "placement",
                plan.tables().stream().filter(fate -> moved(fate.fate())).count() + " tables",
                check.failures,
                List.of());
    }

    static boolean moved(Plan.Fate fate) {
        return switch (fate) {
            case DISTRIBUTED, REFERENCE, SCHEMA -> true;
            case LOCAL, BLOCKED, UNTOUCHED -> false;
        };
    }

    private void fate(Plan.TableFate fate) {
        if (!moved(fate.fate())) {
            return;
        }
        var found = catalog.table(fate.table());
        if (found.isEmpty()) {
            failures.add("table " + fate.table() + " is gone");
            return;
        }
        var table = found.get();
        var distribution = table.distribution();
        var wanted = switch (fate.fate()) {
            case REFERENCE -> DistributionState.REFERENCE;
            case SCHEMA -> DistributionState.SINGLE_SHARD;
            default -> DistributionState.HASH;
        };
        if (distribution.state() != wanted) {
            failures.add(fate.table() + " is " + distribution.state() + ", not " + wanted);
            return;
        }
        if (wanted == DistributionState.HASH && !Objects.equals(distribution.column(), fate.column())) {
            failures.add(fate.table() + " is distributed by " + distribution.column() + ", not by " + fate.column());
        }
        placements(table);
    }

    private void placements(Table table) {
        // A partitioned table has no rows of its own; its partitions are tables of the catalog too.
        if (table.shards().isEmpty()) {
            failures.add(table.name() + " has no shards");
        }
        for (var shard : table.shards()) {
            if (shard.placements().stream().noneMatch(Placement::active)) {
                failures.add("shard " + shard.id() + " of " + table.name() + " is placed nowhere");
            }
        }
        if (table.strandedBytes() > 0) {
            failures.add(table.strandedBytes() + " bytes of " + table.name()
                    + " are left on the coordinator although its rows are in shards");
        }
    }

    private void group(Plan.Group group) {
        var anchor = colocation(group.anchor());
        for (QualifiedName member : group.members()) {
            if (!Objects.equals(colocation(member), anchor)) {
                failures.add(member + " does not lie together with " + group.anchor());
            }
        }
    }

    private Integer colocation(QualifiedName name) {
        return catalog.table(name)
                .map(table -> table.distribution().colocationId())
                .orElse(0);
    }
}
