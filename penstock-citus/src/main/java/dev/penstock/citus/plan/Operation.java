package dev.penstock.citus.plan;

import dev.penstock.citus.catalog.QualifiedName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One step of a plan, with all that is needed to do it, to see whether it is done and to take it back.
 *
 * @param id stable and readable, such as {@code 0120-orders-backfill-tenant}; letters, digits, {@code - _ .}
 * @param tables that it changes
 * @param title what it does, in a few words
 * @param locks the strongest on each table; none that blocks nothing and nobody is named
 * @param probe a query of one boolean: whether it is done. It stays true once later operations have overtaken it
 * @param gates what must hold before it begins; all of them
 * @param needs ids of operations that must be done before
 */
public record Operation(
        String id,
        Phase phase,
        List<QualifiedName> tables,
        String title,
        Work work,
        List<Lock> locks,
        Estimate estimate,
        String probe,
        List<Gate> gates,
        Reversal reversal,
        List<String> needs) {

    private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.-]{0,199}");

    public Operation {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id \"" + id + "\" is not made of letters, digits, - _ .");
        }
        if (probe.isBlank()) {
            throw new IllegalArgumentException("operation " + id + " has no probe");
        }
        tables = Lists.copy(tables);
        locks = Lists.copy(locks);
        gates = Lists.copy(gates);
        needs = Lists.copy(needs);
    }
}
