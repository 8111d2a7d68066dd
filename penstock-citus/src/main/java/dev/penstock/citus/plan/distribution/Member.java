package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.TenantSource;
import dev.penstock.citus.plan.Plan.Fate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table and what becomes of it.
 *
 * @param moves whether this plan distributes it; false when it stays, or is distributed already
 * @param tenant its distribution column; null unless the fate is DISTRIBUTED
 * @param ways where the tenant of rows comes from that lack it; the first that gives one counts
 */
record Member(
        Table table, Fate fate, boolean moves, @Nullable TenantColumn tenant, List<TenantSource> ways, String why) {

    /**
     * A distribution column.
     *
     * @param added whether the plan adds it
     * @param notNull whether it is declared so already
     */
    record TenantColumn(String name, String type, @Nullable QualifiedName collation, boolean added, boolean notNull) {}

    QualifiedName name() {
        return table.name();
    }

    boolean distributed() {
        return fate == Fate.DISTRIBUTED;
    }

    /** Distributed by this plan. */
    boolean spreads() {
        return moves && fate == Fate.DISTRIBUTED;
    }

    boolean reference() {
        return fate == Fate.REFERENCE;
    }

    /** Its distribution column; only of what is distributed. */
    TenantColumn column() {
        if (tenant == null) {
            throw new IllegalStateException(name() + " has no distribution column");
        }
        return tenant;
    }

    /** Whether rows may lack the tenant before the plan fills it. */
    boolean lacks() {
        return spreads() && !column().notNull();
    }
}
