package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.known.TableName;

/**
 * Something left half done.
 *
 * @param places on how many tables and shards
 * @param violated whether rows of the scratch database break it
 */
public record Leftover(TableName table, Kind kind, String name, int places, boolean violated) {

    /** What is not valid. */
    public enum Kind {
        CHECK,
        FOREIGN_KEY,
        INDEX
    }
}
