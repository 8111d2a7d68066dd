package dev.penstock.flyway;

import static dev.penstock.citus.failure.CitusErrorCode.HISTORY_NOT_LOCAL;
import static dev.penstock.citus.failure.CitusErrorCode.MIGRATIONS_FORGOTTEN;
import static dev.penstock.citus.failure.CitusErrorCode.MIGRATIONS_PASSED_OVER;
import static dev.penstock.citus.failure.CitusErrorCode.MIGRATION_DANGEROUS;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.everyday.LockBudget;
import dev.penstock.citus.everyday.Standing;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.lint.Linter;
import dev.penstock.citus.lint.Report;
import dev.penstock.citus.lint.Source;
import dev.penstock.citus.lint.TextFormat;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.known.LiveKnown;
import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.rule.Severity;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at where migrations run and what they say, before they run. Threads: one at a time, as Flyway calls it. */
final class Guard implements Callback {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Set<Event> EVENTS = Set.of(
            Event.AFTER_CONNECT,
            Event.BEFORE_VALIDATE,
            Event.BEFORE_MIGRATE,
            Event.BEFORE_EACH_MIGRATE,
            Event.BEFORE_EACH_MIGRATE_STATEMENT);

    /** DDL without a lock timeout: the guard has set one. */
    private static final String NO_LOCK_TIMEOUT = "CIT201";

    private final List<Location> locations;
    private final LockBudget locks;
    private final @Nullable Severity refused;
    private final @Nullable String tenantColumn;

    /** What the migrations so far have left, or null when that is to be read. */
    private @Nullable Known known;

    /** Whether the migration that runs was looked at as a whole. */
    private boolean looked;

    /** @param locations of the Citus migrations, none where they are left out */
    Guard(List<Location> locations, LockBudget locks, @Nullable Severity refused, @Nullable String tenantColumn) {
        this.locations = locations;
        this.locks = locks;
        this.refused = refused;
        this.tenantColumn = tenantColumn;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return EVENTS.contains(event);
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "penstock";
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            switch (event) {
                case AFTER_CONNECT -> Standing.of(context.getConnection()).requireCoordinator();
                case BEFORE_VALIDATE -> requireNothingPassedOver(context);
                case BEFORE_MIGRATE -> beforeMigrate(context);
                case BEFORE_EACH_MIGRATE -> beforeMigration(context);
                case BEFORE_EACH_MIGRATE_STATEMENT -> beforeStatement(context);
                default -> {
                    // supports() named all that come.
                }
            }
        } catch (SQLException e) {
            throw new FlywayException("the guard of the migrations could not look: " + e.getMessage(), e);
        } catch (CitusException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    private void beforeMigrate(Context context) throws SQLException {
        known = null;
        requireNothingPassedOver(context);
        if (Standing.of(context.getConnection()).onCitus()) {
            var history = history(context);
            var distribution = CatalogReader.distributionOf(context.getConnection(), history);
            if (distribution.distributed()) {
                throw new CitusException(
                        HISTORY_NOT_LOCAL,
                        "Flyway's history " + history + " is " + distribution.state()
                                + "; a migration that fails could not be noted in it: SELECT undistribute_table('"
                                + history
                                + "')"
                                + (distribution.schemaSharded() ? " or keep it in a schema that is not sharded" : ""));
            }
        }
    }

    /** Flyway passes them over, or says that they were not applied; it cannot say that another location came later. */
    private void requireNothingPassedOver(Context context) throws SQLException {
        if (locations.isEmpty()) {
            return;
        }
        var configuration = context.getConfiguration();
        var all = List.of(Flyway.configure(configuration.getClassLoader())
                .configuration(configuration)
                .callbacks(new Callback[0])
                .load()
                .info()
                .all());
        requireNothingForgotten(all, history(context));
        var passedOver = all.stream()
                .filter(info -> info.getState() == MigrationState.IGNORED && ofCitus(info))
                .map(MigrationInfo::getScript)
                .toList();
        if (!passedOver.isEmpty() && !configuration.isOutOfOrder()) {
            throw new CitusException(
                    MIGRATIONS_PASSED_OVER,
                    String.join(", ", passedOver)
                            + " of the Citus location came after higher versions had been applied, and would be passed over;"
                            + " give them versions above those, or migrate once with outOfOrder=true");
        }
    }

    /** What was applied once would be applied again. */
    private void requireNothingForgotten(List<MigrationInfo> all, QualifiedName history) {
        var deleted = all.stream()
                .filter(info -> info.getState() == MigrationState.DELETED)
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .toList();
        var forgotten = all.stream()
                .filter(info -> !info.getState().isApplied() && ofCitus(info) && deleted.contains(info.getVersion()))
                .map(info -> Identifier.literal(info.getVersion().toString()).strip())
                .toList();
        if (!forgotten.isEmpty()) {
            throw new CitusException(
                    MIGRATIONS_FORGOTTEN,
                    "a repair that did not know the Citus location has marked its migrations as deleted, and they would run"
                            + " again: DELETE FROM " + history.quoted() + " WHERE type = 'DELETE' AND version IN ("
                            + String.join(", ", forgotten)
                            + "), and repair with both locations, by CitusMigrations.repair, from now on");
        }
    }

    private boolean ofCitus(MigrationInfo info) {
        String physical =
                Objects.requireNonNullElse(info.getPhysicalLocation(), "").replace('\\', '/');
        String script = Objects.requireNonNullElse(info.getScript(), "");
        return locations.stream()
                .map(Location::getRootPath)
                .anyMatch(path -> physical.contains(path + "/") || script.startsWith(path.replace('/', '.') + "."));
    }

    private void beforeMigration(Context context) throws SQLException {
        boolean transaction = !context.getConnection().getAutoCommit();
        if (transaction) {
            locks.announce(context.getConnection());
        }
        var script = MigrationScript.of(context.getMigrationInfo(), context.getConfiguration());
        looked = script.isPresent();
        if (script.isPresent()) {
            look(context, script.get(), transaction);
        } else {
            known = null;
        }
    }

    private void beforeStatement(Context context) throws SQLException {
        if (!looked && context.getStatement() != null) {
            boolean transaction = !context.getConnection().getAutoCommit();
            String conf = transaction ? null : MigrationScript.OUTSIDE;
            look(context, new Source(name(context), context.getStatement().getSql(), conf, null), transaction);
        }
    }

    private void look(Context context, Source source, boolean transaction) throws SQLException {
        boolean lockInTransaction = LockOfFlyway.inTransaction(context.getConfiguration());
        new Traps(source, transaction, lockInTransaction, history(context)).check();
        if (refused != null) {
            lint(
                    context.getConfiguration(),
                    new Source(
                            source.path(),
                            source.text(),
                            source.scriptConfig(),
                            LockOfFlyway.setting(lockInTransaction)),
                    transaction,
                    refused);
        }
    }

    private void lint(Configuration configuration, Source source, boolean transaction, Severity least) {
        var report = new Linter(start(configuration), tenantColumn).lint(List.of(source));
        known = report.after();
        var findings = report.findings().stream()
                .filter(finding -> !(transaction && finding.card().id().equals(NO_LOCK_TIMEOUT)))
                .toList();
        var stopping = findings.stream()
                .filter(finding -> finding.card().severity().compareTo(least) <= 0)
                .toList();
        if (!stopping.isEmpty()) {
            throw new CitusException(
                    MIGRATION_DANGEROUS,
                    source.path()
                            + " is dangerous on Citus, nothing of it was run; write the safe form, or allow it with a"
                            + " comment before the statement, -- penstock:allow <rule> because <reason>:\n"
                            + text(report, stopping));
        }
        findings.forEach(finding -> LOG.warn(
                "{}: {} {}; instead: {}",
                source.path(),
                finding.card().id(),
                finding.message(),
                finding.card().safeForm()));
        report.suppressed()
                .forEach(each -> LOG.info(
                        "{}: {} is allowed because {}",
                        source.path(),
                        each.finding().card().id(),
                        each.reason()));
    }

    private static String text(Report report, List<Finding> findings) {
        return TextFormat.of(report.only(findings));
    }

    /** The tables as they are: those of the database, and what the migrations since then made of them. */
    private Known start(Configuration configuration) {
        if (known == null) {
            try (var connection = configuration.getDataSource().getConnection()) {
                connection.setAutoCommit(true);
                String first = schema(configuration, connection.getSchema());
                var path = Stream.of(first, "public").distinct().toList();
                known = LiveKnown.of(CatalogReader.read(connection, ReadOptions.all()), path);
            } catch (SQLException e) {
                throw new FlywayException("the catalogs could not be read: " + e.getMessage(), e);
            }
        }
        return known;
    }

    private static QualifiedName history(Context context) throws SQLException {
        var configuration = context.getConfiguration();
        return new QualifiedName(schema(configuration, context.getConnection().getSchema()), configuration.getTable());
    }

    private static String schema(Configuration configuration, @Nullable String current) {
        return Stream.concat(
                        Stream.ofNullable(configuration.getDefaultSchema()), Arrays.stream(configuration.getSchemas()))
                .findFirst()
                .orElse(Objects.requireNonNullElse(current, "public"));
    }

    private static String name(Context context) {
        return context.getMigrationInfo() == null
                ? "a statement"
                : context.getMigrationInfo().getScript();
    }

    @Override
    public String toString() {
        return locations.stream().map(Location::toString).collect(Collectors.joining(", ", "guard of ", ""));
    }
}
