package dev.penstock.citus.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server that was read, and as whom.
 *
 * @param version such as 150018
 * @param citusVersion of the extension; null on plain PostgreSQL
 * @param collation of the database
 * @param settings those of Citus, and those that a distribution rests on
 */
public record Server(
        int version,
        String versionText,
        String database,
        String user,
        boolean superuser,
        boolean inRecovery,
        @Nullable String citusVersion,
        String collation,
        Map<String, String> settings) {}
