package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;
import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table in which each program that runs says its version and, again and again, that it is alive.
 *
 * <p>Versions are compared number by number: {@code 2.10} is newer than {@code 2.9}, and what follows the numbers does not count. A
 * program whose version cannot be read is too old, one that was never seen is alive, and a table that nobody has ever written to opens
 * nothing: whoever forgot to write to it must not be taken for gone.
 *
 * @param process column that names the program; null when there is none
 * @param version column
 * @param seen column, of type timestamptz, compared with the clock of the database
 * @param minimum version that no program alive may be below
 * @param silent how long one may not have been seen before it counts as gone
 */
public record Heartbeats(
        QualifiedName table, @Nullable String process, String version, String seen, String minimum, Duration silent) {

    private static final Pattern NUMBERS = Pattern.compile("v?[0-9]+([.][0-9]+)*.*");
    private static final int NAMED = 20;

    /** Errors: a minimum that does not begin with a number, no time of silence → {@code PEN-6008}. */
    public Heartbeats {
        if (!NUMBERS.matcher(minimum).matches()) {
            throw new CitusException(
                    INVALID_OPTION, "minimum version \"" + minimum + "\" is not made of numbers, such as 2.10");
        }
        if (silent.toSeconds() < 1) {
            throw new CitusException(INVALID_OPTION, "a silence of " + silent + " is accepted from 1 s on");
        }
    }

    /**
     * The plan, with what would have to be confirmed of programs asked of the table instead. Pure.
     *
     * <p>Errors: no such table → {@code PEN-6005}; no such column, or seen is no timestamptz → {@code PEN-6008}.
     */
    public Plan in(Plan plan, Catalog catalog) {
        var found = Small.table(catalog, table);
        Small.column(found, version);
        if (process != null) {
            Small.column(found, process);
        }
        Column when = Small.column(found, seen);
        if (!when.type().startsWith("timestamp") || !when.type().endsWith("with time zone")) {
            throw new CitusException(
                    INVALID_OPTION,
                    table + "." + quoted(seen) + " is of type " + when.type()
                            + "; only a timestamp with time zone can be compared with the database's clock");
        }
        return new Plan(
                plan.format(),
                plan.goal(),
                plan.source(),
                plan.options(),
                plan.groups(),
                plan.decisions(),
                plan.operations().stream().map(this::asked).toList(),
                plan.tables(),
                plan.notes());
    }

    private Operation asked(Operation operation) {
        return new Operation(
                operation.id(),
                operation.phase(),
                operation.tables(),
                operation.title(),
                operation.work(),
                operation.locks(),
                operation.estimate(),
                operation.probe(),
                operation.gates().stream().map(this::asked).toList(),
                operation.reversal(),
                operation.needs());
    }

    private Gate asked(Gate gate) {
        return gate instanceof Gate.Confirmation confirmation
                        && confirmation.id().startsWith(Gate.Confirmation.OF_PROGRAMS)
                ? new Gate.Heartbeat(confirmation.id(), table, minimum, sql(), confirmation.text())
                : gate;
    }

    private String sql() {
        String own = numbers("cast(" + quoted(version) + " as text)");
        return "select "
                + (process == null ? "'a program'" : "coalesce(cast(" + quoted(process) + " as text), 'a program')")
                + " || ' at version ' || coalesce(cast(" + quoted(version) + " as text), 'unknown') || "
                + "coalesce(', seen ' || cast(extract(epoch from clock_timestamp() - " + quoted(seen)
                + ") as bigint) || ' s ago', ', never seen') as alive"
                + "\nfrom " + table.quoted()
                + "\nwhere (" + quoted(seen) + " is null or " + quoted(seen) + " >= clock_timestamp() - interval '"
                + silent.toSeconds() + " seconds')"
                + "\n  and (" + own + " is null or " + own + " < "
                + numbers(literal(minimum).strip()) + ")"
                + "\nunion all"
                + "\nselect 'nobody knows: no program has ever said its version there'"
                + "\nwhere not exists (select 1 from " + table.quoted() + ")"
                + "\norder by alive limit " + NAMED;
    }

    /** Zeros at the end do not count: 2 is 2.0. */
    private static String numbers(String text) {
        return "cast(string_to_array(regexp_replace(substring(" + text
                + " from '^v?([0-9]+([.][0-9]+)*)'), '([.]0+)+$', ''), '.') as numeric[])";
    }
}
