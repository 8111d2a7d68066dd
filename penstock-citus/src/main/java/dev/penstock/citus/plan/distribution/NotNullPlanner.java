package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import java.util.List;
import java.util.stream.Collectors;

/** Declares a column NOT NULL while the table is in use, distributed or not. Pure. */
public final class NotNullPlanner {

    private NotNullPlanner() {}

    /**
     * Errors: no such table → {@code PEN-6005}; no such column → {@code PEN-6008}. Shape: no operation when it is NOT NULL
     * already.
     */
    public static Plan plan(Catalog catalog, QualifiedName name, String column, Choices choices) {
        var table = Small.table(catalog, name);
        var draft = new Drafting(catalog);
        if (!Small.column(table, column).notNull()) {
            var step = step(draft, table, column);
            if (table.distribution().distributed()) {
                step.gate(new Gate.Condition(
                        "select "
                                + Small.heaps(catalog, table).stream()
                                        .map(heap -> "pg_catalog.pg_relation_size(" + Probes.oid(heap) + ") = 0")
                                        .collect(Collectors.joining(" and ", "", "")),
                        "rows of before the distribution are left in the coordinator's own table, and would be checked too:"
                                + " penstock citus verify names them"));
            }
            step.add();
        }
        return Small.plan(
                catalog, "declare " + name + "." + quoted(column) + " not null", List.of(table), choices, draft);
    }

    /** A check that is validated beside the writes spares the scan under the lock. */
    static Drafting.Step step(Drafting draft, Table table, String name) {
        String alter = "alter table " + table.name().quoted();
        String column = quoted(name);
        String check = quoted(Names.fit(table.name().name() + "_" + name, "_penstock_nn"));
        String drop = alter + " drop constraint if exists " + check;
        return draft.step(
                        Phase.CONSTRAIN, table.name(), "not-null-" + Names.slug(name), "declare " + name + " not null")
                .work(Work.Statements.none(
                        drop,
                        alter + " add constraint " + check + " check (" + column + " is not null) not valid",
                        alter + " validate constraint " + check,
                        alter + " alter column " + column + " set not null",
                        drop))
                .lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .lock(table.name(), Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                .estimate(table.estimatedRows(), table.bytes())
                .probe(Probes.notNull(table.name(), name))
                .gate(new Gate.Condition(
                        "select not exists (select 1 from " + table.name().quoted() + " where " + column + " is null)",
                        "rows of " + table.name() + " have no " + name
                                + ": give them one, or plan anew and choose what becomes of them"))
                // The check is still there when SET NOT NULL did not get its lock, and would refuse what NOT NULL did.
                .undo(drop, alter + " alter column " + column + " drop not null");
    }
}
