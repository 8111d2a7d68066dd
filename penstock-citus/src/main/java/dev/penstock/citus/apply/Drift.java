package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Fingerprint;
import dev.penstock.citus.plan.Plan;
import java.util.List;

/** Whether the tables are still those that the plan was made from. Pure. */
final class Drift {

    private Drift() {}

    static List<Obstacle> of(Plan plan, Catalog catalog) {
        List<QualifiedName> tables =
                plan.tables().stream().map(Plan.TableFate::table).toList();
        return Fingerprint.of(catalog, tables).equals(plan.source().fingerprint())
                ? List.of()
                : List.of(new Obstacle(
                        "the tables are not as they were when the plan was made",
                        "plan anew with --out on the same file, which keeps the decisions"));
    }
}
