package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.plan.Fingerprint;
import dev.penstock.citus.plan.Plan;
import java.util.List;

/** Whether the tables are still those that the plan was made from. Pure. */
final class Drift {

    private Drift() {}

    static List<Obstacle> of(Plan plan, Catalog catalog) {
        return Fingerprint.changed(catalog, plan.source().fingerprint()).stream()
                .map(table -> new Obstacle(
                        table + " is not as it was when the plan was made",
                        "plan anew with --out on the same file, which keeps the decisions"))
                .toList();
    }
}
