package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.failure.CitusErrorCode.NOT_REVERSIBLE;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** Brings tables back to the coordinator, with all that foreign keys hold together with them. Pure. */
public final class UndistributePlanner {

    private UndistributePlanner() {}

    /**
     * Errors: no such table → {@code PEN-6005}; one of the tables, or of those that foreign keys join to them, has an identity
     * column, which Citus does not bring back → {@code PEN-6028}. Shape: no operation for what is not distributed.
     */
    public static Plan plan(Catalog catalog, List<QualifiedName> names, Choices choices) {
        var draft = new Drafting(catalog);
        var all = new LinkedHashSet<Table>();
        for (QualifiedName name : names) {
            var component = component(catalog, Small.table(catalog, name));
            if (!component.isEmpty() && all.addAll(component)) {
                refuseIdentities(component);
                undistribute(catalog, draft, component);
            }
        }
        return Small.plan(
                catalog, "bring " + all.size() + " tables back to the coordinator", List.copyOf(all), choices, draft);
    }

    /** Distributed tables that foreign keys hold together with this one, itself first; empty when it is local. */
    private static List<Table> component(Catalog catalog, Table start) {
        var byOid = catalog.byOid();
        var found = new LinkedHashSet<Table>();
        var open = new ArrayDeque<Table>(List.of(start));
        while (!open.isEmpty()) {
            var at = open.remove();
            if (at.distribution().distributed() && at.partitionOf() == null && found.add(at)) {
                catalog.foreignKeys().stream()
                        .filter(key -> key.tableOid() == at.oid() || key.referencedOid() == at.oid())
                        .flatMap(key -> Stream.of(byOid.get(key.tableOid()), byOid.get(key.referencedOid())))
                        .filter(table -> table != null)
                        .forEach(open::add);
            }
        }
        return List.copyOf(found);
    }

    private static void refuseIdentities(List<Table> component) {
        var oneWay = component.stream()
                .filter(table -> table.columns().stream().anyMatch(column -> column.identity() != Column.Identity.NONE))
                .map(Table::name)
                .toList();
        if (!oneWay.isEmpty()) {
            throw new CitusException(
                    NOT_REVERSIBLE,
                    "Citus does not bring back tables with identity columns: " + oneWay
                            + "; copy their rows to new tables instead");
        }
    }

    private static void undistribute(Catalog catalog, Drafting draft, List<Table> component) {
        var names = component.stream().map(Table::name).toList();
        var sql = new ArrayList<String>();
        sql.add("select undistribute_table("
                + literal(names.getFirst().quoted()).strip() + ", cascade_via_foreign_keys => true)");
        component.forEach(table -> sql.addAll(Restore.ofReturned(catalog, table, referenced -> true)));
        var step = draft.step(
                        Phase.DISTRIBUTE,
                        names,
                        "undistribute-" + Names.slug(names.getFirst().name()),
                        "copy " + names.size() + " tables back to the coordinator while nobody uses them")
                .work(Work.Statements.one(sql))
                .estimate(
                        component.stream()
                                .mapToLong(table -> table.estimatedRows() == null ? 0 : table.estimatedRows())
                                .sum(),
                        component.stream().mapToLong(Table::bytes).sum())
                .probe("not exists (select 1 from pg_catalog.pg_dist_partition where logicalrelid in ("
                        + String.join(", ", names.stream().map(Probes::oid).toList())
                        + ") and (partmethod <> 'n' or repmodel = 't' or colocationid > 0))")
                .reversal(new Reversal.Impossible("plan a distribution again, with --colocate-with for the old group"));
        names.forEach(name -> step.lock(name, Mode.ACCESS_EXCLUSIVE, Hold.COPY));
        component.forEach(table -> table.checks().stream()
                .filter(check -> !check.validated())
                .forEach(check -> step.gate(new Gate.Condition(
                        "select not exists (select 1 from " + table.name().quoted() + " where not ("
                                + check.expression() + "))",
                        "rows of " + table.name() + " violate check " + check.name()
                                + ", and would not be copied: mend them"))));
        step.add();
    }
}
