package dev.penstock.citus.catalog;

import java.time.Duration;
import java.util.List;

/**
 * What to read and how long it may take. Immutable.
 *
 * @param schemas names as the catalogs have them; empty for all that neither the system nor an extension owns, nor the
 *     toolkit: its journal, its helpers and what it put aside are read only when they are named
 * @param statementTimeout for each of the statements
 * @param lockTimeout for a table that DDL holds: its size cannot be read meanwhile
 */
public record ReadOptions(List<String> schemas, Duration statementTimeout, Duration lockTimeout) {

    private static final ReadOptions ALL = new ReadOptions(List.of(), Duration.ofSeconds(60), Duration.ofSeconds(5));

    public ReadOptions {
        schemas = List.copyOf(schemas);
    }

    /** All schemas, a minute for each statement, five seconds for a lock. */
    public static ReadOptions all() {
        return ALL;
    }

    public static ReadOptions schemas(String... names) {
        return ALL.withSchemas(List.of(names));
    }

    public ReadOptions withSchemas(List<String> names) {
        return new ReadOptions(names, statementTimeout, lockTimeout);
    }

    public ReadOptions withStatementTimeout(Duration timeout) {
        return new ReadOptions(schemas, timeout, lockTimeout);
    }
}
