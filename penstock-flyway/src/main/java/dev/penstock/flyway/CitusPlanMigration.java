package dev.penstock.flyway;

import static dev.penstock.citus.failure.CitusErrorCode.GATE_CLOSED;
import static dev.penstock.citus.failure.CitusErrorCode.NO_CITUS;
import static dev.penstock.citus.failure.CitusErrorCode.PLAN_MIGRATION_STOPPED;
import static dev.penstock.citus.failure.CitusErrorCode.PLAN_UNREADABLE;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.everyday.Standing;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.PlanFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.zip.CRC32;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A migration that carries out a plan of the toolkit.
 *
 * <pre>{@code
 * // Beside it, in the resources: V12__Distribute_orders.yaml, as `penstock citus plan --out` wrote it.
 * public final class V12__Distribute_orders extends CitusPlanMigration {}
 * }</pre>
 *
 * <p>It belongs into the Citus location. The plan's text is its checksum, so Flyway notices when it has changed since.
 *
 * <p>Transaction: none of Flyway's; each operation of the plan has its own, within the lock budget of {@link #options}. What stopped it
 * leaves what is done as it is, and the journal of the plan in the database. When its process was killed, migrate again. When it failed,
 * Flyway has noted that: mend what the message names, then {@link CitusMigrations#repair}, which takes the failed row away, and
 * migrate again.
 *
 * <p>Errors: all as {@code PEN-6056} around those of {@link Applier#apply}; without Citus {@code PEN-6043}; Flyway's lock is a
 * transaction, for which the plan's indexes would wait forever → {@code PEN-6051}.
 */
public abstract class CitusPlanMigration extends BaseJavaMigration {

    private static final Logger LOG = LoggerFactory.getLogger(CitusPlanMigration.class);

    /** The plan as its file says it: the resource beside this class, of its name and {@code .yaml}, unless overridden. */
    protected String plan() {
        String resource = getClass().getSimpleName() + ".yaml";
        try (var in = getClass().getResourceAsStream(resource)) {
            if (in == null) {
                throw new CitusException(
                        PLAN_UNREADABLE,
                        resource + " does not lie beside " + getClass().getName()
                                + "; make it with penstock citus plan --out");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CitusException(PLAN_UNREADABLE, resource + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** How to apply it: online or blocking, lock budget, throttle, and the gates that are confirmed. */
    protected ApplyOptions options() {
        return ApplyOptions.defaults();
    }

    /** Is told how it goes; logs unless overridden. */
    protected Watcher watcher() {
        return new Watcher() {
            @Override
            public void finished(Operation operation, boolean skipped) {
                LOG.info("{} {}: {}", operation.id(), operation.title(), skipped ? "was done" : "done");
            }

            @Override
            public void retrying(Operation operation, int attempt, Duration pause, String why) {
                LOG.info("{}: attempt {} given up ({}), again in {}", operation.id(), attempt, why, pause);
            }

            @Override
            public void remarked(String text) {
                LOG.info("{}", text);
            }
        };
    }

    @Override
    public final boolean canExecuteInTransaction() {
        return false;
    }

    @Override
    public final Integer getChecksum() {
        var crc = new CRC32();
        crc.update(plan().getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    @Override
    public final void migrate(Context context) throws SQLException {
        String name = getClass().getSimpleName();
        var configuration = context.getConfiguration();
        if (!Standing.of(context.getConnection()).onCitus()) {
            throw failure(new CitusException(
                    NO_CITUS,
                    name + " distributes tables, and the database has no Citus; move it to the Citus location"));
        }
        if (LockOfFlyway.inTransaction(configuration)) {
            throw failure(LockOfFlyway.refusal(name, "a plan"));
        }
        try {
            Applier.apply(configuration.getDataSource(), PlanFile.parse(plan(), name), options(), watcher());
        } catch (CitusException e) {
            throw failure(new CitusException(
                    PLAN_MIGRATION_STOPPED,
                    name + " stopped; what is done stays done. Mend what this says: " + e.getMessage()
                            + (e.code() == GATE_CLOSED ? " (here: override options(), with confirming(…))" : "")
                            + "\nThen repair with both locations, by CitusMigrations.repair, so that the failed row goes out of"
                            + " Flyway's history, and migrate: the plan goes on where it stopped. A repair that does not know"
                            + " the Citus location marks all of its migrations as deleted",
                    e));
        }
    }

    /** Of all that a migration throws, Flyway passes on the words of this kind alone. */
    private static SQLException failure(CitusException e) {
        return new SQLException(e.getMessage(), e);
    }
}
