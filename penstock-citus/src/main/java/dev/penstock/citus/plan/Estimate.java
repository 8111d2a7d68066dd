package dev.penstock.citus.plan;

import org.jspecify.annotations.Nullable;

/**
 * How much an operation has to go through.
 *
 * @param rows by the statistics at the time of planning; null when nobody knows
 * @param bytes of the tables with their indexes
 */
public record Estimate(@Nullable Long rows, long bytes) {

    /** Of what only changes the catalogs. */
    public static final Estimate NOTHING = new Estimate(0L, 0);
}
