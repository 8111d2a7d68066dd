package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which tables are locked.
 *
 * <p>Whoever locks two tables in another order than the application waits for a transaction that waits for him. Where writers never
 * pause there always is such a transaction, and no number of attempts helps. So parents come first, as in most programs; and a table
 * that was waited for in vain while others were held comes before all others from then on, which finds any order that a program
 * keeps to.
 *
 * <p>Threads: one.
 */
final class LockOrder {

    private final List<QualifiedName> order;

    private LockOrder(List<QualifiedName> order) {
        this.order = order;
    }

    /** As the plan distributes its tables: parents before children. */
    static LockOrder of(Plan plan) {
        return new LockOrder(new ArrayList<>(plan.operations().stream()
                .filter(operation -> operation.work() instanceof Work.Distribute)
                .flatMap(operation -> ((Work.Distribute) operation.work()).tables().stream())
                .map(Work.Target::table)
                .distinct()
                .toList()));
    }

    /** Tables that nothing is known of come first: what distributed tables refer to and was there before. */
    List<Latch> sort(Collection<Latch> latches) {
        latches.stream()
                .map(Latch::table)
                .filter(table -> !order.contains(table))
                .forEach(order::addFirst);
        return latches.stream()
                .sorted(Comparator.comparingInt(latch -> order.indexOf(latch.table())))
                .toList();
    }

    void waitedInVain(QualifiedName table) {
        order.remove(table);
        order.addFirst(table);
    }
}
