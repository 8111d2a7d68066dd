package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Table;

/**
 * A question that only the data can answer: are there rows that should not be?
 *
 * @param about what is asked, such as a foreign key or a column
 * @param key what a row is known by, as SQL
 * @param shown what makes it bad, as SQL
 * @param from tables and joins; the table itself is {@code c}
 * @param condition of a bad row
 */
public record DataCheck(Kind kind, Table table, String about, String key, String shown, String from, String condition) {

    /** What is wrong with the rows that it finds. */
    public enum Kind {
        NO_TENANT("without a tenant"),
        MALFORMED("with a malformed tenant"),
        UNREACHED("that no tenant is found for"),
        ORPHANS("that refer to nothing"),
        CROSS_TENANT("that refer to another tenant");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
