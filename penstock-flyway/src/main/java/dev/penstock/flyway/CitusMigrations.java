package dev.penstock.flyway;

import static dev.penstock.citus.failure.CitusErrorCode.DATABASE_UNREACHABLE;
import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static dev.penstock.citus.failure.CitusErrorCode.LOCATION_WITHIN_BASE;
import static dev.penstock.citus.failure.CitusErrorCode.NO_CITUS;

import dev.penstock.citus.everyday.LockBudget;
import dev.penstock.citus.everyday.LockNotHad;
import dev.penstock.citus.everyday.Standing;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.lint.rule.Severity;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.api.output.RepairResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a Flyway configuration comes to run on Citus as on plain PostgreSQL. Immutable.
 *
 * <pre>{@code
 * var flyway = Flyway.configure().dataSource(url, user, password).locations("classpath:db/base");
 * CitusMigrations.in("classpath:db/citus").migrate(flyway);
 * }</pre>
 *
 * <p>Unless said otherwise Citus is detected; a lock is waited for at most two seconds, and such a migration tried again for a minute;
 * what the linter calls an error is refused, what it calls less is logged.
 */
public final class CitusMigrations {

    private static final Logger LOG = LoggerFactory.getLogger(CitusMigrations.class);
    private static final LockBudget LOCKS = new LockBudget(Duration.ofSeconds(2), Duration.ofMinutes(1));
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final List<String> locations;
    private final Presence presence;
    private final LockBudget locks;
    private final @Nullable Severity refused;
    private final @Nullable String tenantColumn;

    private CitusMigrations(
            List<String> locations,
            Presence presence,
            LockBudget locks,
            @Nullable Severity refused,
            @Nullable String tenantColumn) {
        this.locations = List.copyOf(locations);
        this.presence = presence;
        this.locks = locks;
        this.refused = refused;
        this.tenantColumn = tenantColumn;
    }

    /** @param locations of the migrations for Citus alone, as Flyway writes them: {@code classpath:db/citus} */
    public static CitusMigrations in(String... locations) {
        return new CitusMigrations(List.of(locations), Presence.DETECT, LOCKS, Severity.ERROR, null);
    }

    public CitusMigrations withPresence(Presence chosen) {
        return new CitusMigrations(locations, chosen, locks, refused, tenantColumn);
    }

    /** @param budget for the locks of transactional migrations; its patience is that of {@link #migrate} */
    public CitusMigrations withLocks(LockBudget budget) {
        return new CitusMigrations(locations, presence, budget, refused, tenantColumn);
    }

    /** @param least findings of this severity and above stop a migration before its first statement */
    public CitusMigrations refusing(Severity least) {
        return new CitusMigrations(locations, presence, locks, least, tenantColumn);
    }

    /** Lints nothing. What would hang or leave half of a migration is refused nevertheless. */
    public CitusMigrations withoutLint() {
        return new CitusMigrations(locations, presence, locks, null, tenantColumn);
    }

    /** @param column by which tables that neither migrations nor database describe are taken to be distributed */
    public CitusMigrations withTenantColumn(String column) {
        return new CitusMigrations(locations, presence, locks, refused, column);
    }

    /**
     * Adds the Citus location where it belongs, the guard, and the lock that migrations with CONCURRENTLY need.
     *
     * <p>Errors: the Citus location lies below a base location → {@code PEN-6058}; no data source yet → {@code PEN-6008}; not to be reached, as often as {@code connectRetries} says → {@code
     * PEN-6001}; it is a worker → {@code PEN-6050}; Citus is required and not there → {@code PEN-6043}. Cost: a connection.
     *
     * @param flyway with its data source and base locations
     * @return the same
     */
    public FluentConfiguration configure(FluentConfiguration flyway) {
        var own = locations.stream().map(CitusMigrations::location).toList();
        requireBeside(List.of(flyway.getLocations()), own);
        var standing = standing(flyway);
        standing.requireCoordinator();
        if (presence == Presence.REQUIRED && !standing.onCitus()) {
            throw new CitusException(
                    NO_CITUS,
                    "the database has no Citus, and its migrations are required; CREATE EXTENSION citus, or let it be detected");
        }
        boolean citus = presence != Presence.IGNORED && standing.onCitus();
        if (citus) {
            flyway.locations(Stream.concat(Arrays.stream(flyway.getLocations()), own.stream())
                    .distinct()
                    .toArray(Location[]::new));
        }
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        var guard = new Guard(citus ? own : List.of(), locks, refused, tenantColumn);
        return flyway.callbacks(Stream.concat(Arrays.stream(flyway.getCallbacks()), Stream.of(guard))
                .toArray(Callback[]::new));
    }

    /**
     * Configures and migrates; a migration that did not get its locks is tried again, with growing pauses in which nothing is locked.
     *
     * <p>Errors: as {@link #configure}; otherwise Flyway's, with the code of the refusal in the message.
     */
    public MigrateResult migrate(FluentConfiguration flyway) {
        var loaded = configure(flyway).load();
        long deadline = System.nanoTime() + locks.patience().toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return loaded.migrate();
            } catch (FlywayException e) {
                // What failed outside of a transaction is in the history now and wants a person.
                if (!rolledBackForLocks(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.info("a migration did not get its locks, attempt {}: {}", attempt, e.getMessage());
                pause(attempt, e);
            }
        }
    }

    /**
     * Configures and repairs: Flyway takes the rows of failed migrations out of its history, and takes over the checksums of the
     * migrations that it finds. Those that it does not find it marks as deleted, and would run them again when it finds them: so never
     * repair without the Citus location. Whoever has changed a migration after it was applied should know why before.
     *
     * <p>Errors: as {@link #configure}; otherwise Flyway's.
     */
    public RepairResult repair(FluentConfiguration flyway) {
        return configure(flyway).load().repair();
    }

    private static boolean rolledBackForLocks(FlywayException e) {
        boolean locks = false;
        for (Throwable at = e; at != null; at = at.getCause()) {
            locks |= at instanceof SQLException refusal && LockNotHad.is(refusal);
        }
        return locks
                && !(e instanceof org.flywaydb.core.internal.exception.FlywayMigrateException migration
                        && !migration.isExecutableInTransaction());
    }

    /** Flyway looks into all folders below a location, wherever it runs. */
    private static void requireBeside(List<Location> base, List<Location> own) {
        for (Location citus : own) {
            for (Location each : base) {
                if (below(each, citus)) {
                    throw new CitusException(
                            LOCATION_WITHIN_BASE,
                            "the Citus location " + citus + " lies below " + each
                                    + ", of which every database gets all; put it beside, as db/base and db/citus");
                }
            }
        }
    }

    /** A location with wildcards may lead anywhere and is taken as it is. */
    private static boolean below(Location base, Location citus) {
        var parent = Path.of(base.getRootPath()).toAbsolutePath().normalize();
        var path = Path.of(citus.getRootPath()).toAbsolutePath().normalize();
        return base.getPathRegex() == null
                && base.getPrefix().equals(citus.getPrefix())
                && path.startsWith(parent)
                && !path.equals(parent);
    }

    private static Standing standing(FluentConfiguration flyway) {
        DataSource database = flyway.getDataSource();
        if (database == null) {
            throw new CitusException(
                    INVALID_OPTION,
                    "Flyway has no data source yet; call dataSource(…) before, so that it can be asked");
        }
        for (int attempt = 0; ; attempt++) {
            try (var connection = database.getConnection()) {
                return Standing.of(connection);
            } catch (SQLException | FlywayException e) {
                if (attempt >= flyway.getConnectRetries()) {
                    throw new CitusException(
                            DATABASE_UNREACHABLE,
                            "the database of the migrations cannot be used: " + e.getMessage(),
                            e);
                }
                pause(attempt, e);
            }
        }
    }

    private static void pause(int attempt, Exception because) {
        try {
            Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlywayException("interrupted while waiting to try again", because);
        }
    }

    private static Location location(String descriptor) {
        return new FluentConfiguration().locations(descriptor).getLocations()[0];
    }
}
