package dev.penstock.flyway;

import static dev.penstock.citus.failure.CitusErrorCode.LOCK_IN_TRANSACTION;

import dev.penstock.citus.failure.CitusException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** How Flyway keeps others from migrating at the same time: by an open transaction, unless it is told otherwise. */
final class LockOfFlyway {

    private LockOfFlyway() {}

    static boolean inTransaction(Configuration configuration) {
        return configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .isTransactionalLock();
    }

    /** As the linter reads it in a configuration file. */
    static @Nullable String setting(boolean inTransaction) {
        return inTransaction ? null : "flyway.postgresql.transactional.lock=false";
    }

    static CitusException refusal(String migration, String what) {
        return new CitusException(
                LOCK_IN_TRANSACTION,
                migration + ": " + what
                        + " waits for all transactions that are older, and Flyway's lock is one; it would wait"
                        + " forever. Configure Flyway by CitusMigrations.configure, or set"
                        + " flyway.postgresql.transactional.lock=false");
    }
}
