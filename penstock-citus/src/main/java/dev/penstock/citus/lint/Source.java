package dev.penstock.citus.lint;

import org.jspecify.annotations.Nullable;

/**
 * A file to lint.
 *
 * @param path as it is shown
 * @param scriptConfig the text of Flyway's {@code <file>.conf}, or null
 * @param flywayConfig the text of the nearest {@code flyway.conf} or {@code flyway.toml}, or null
 */
public record Source(
        String path,
        String text,
        @Nullable String scriptConfig,
        @Nullable String flywayConfig) {

    public Source(String path, String text) {
        this(path, text, null, null);
    }
}
