package dev.penstock.example.workflowv2;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The application: starts runs with their steps and logs, moves them on, and deletes some, all the time.
 *
 * <p>The old release knows the tenant as text, of runs and logs only. The new one gives the tenant with every row and every
 * condition; a deployment waits for the transactions of the old release.
 */
public final class Writers implements AutoCloseable {

    private static final int STEPS = 3;

    private final DataSource database;
    private final String schema;
    private final Ledger ledger = new Ledger();
    private final List<Thread> threads = new ArrayList<>();
    /** Transactions read, deployments write. */
    private final ReentrantReadWriteLock release = new ReentrantReadWriteLock(true);

    private volatile boolean tenantKnown;
    private volatile boolean ended;

    private Writers(DataSource database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /** Begins to write as the old release. */
    public static Writers start(DataSource database, String schema, int count) {
        var writers = new Writers(database, schema);
        for (int n = 0; n < count; n++) {
            int seed = n;
            writers.threads.add(Thread.ofPlatform().name("writer-" + n).start(() -> writers.write(new Random(seed))));
        }
        return writers;
    }

    /** Deploys the new release; comes back when no transaction of the old one is open. */
    public void deploy() {
        release.writeLock().lock();
        try {
            tenantKnown = true;
        } finally {
            release.writeLock().unlock();
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Stops writing. */
    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(Random random) {
        while (!ended) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                while (!ended) {
                    transaction(connection, random);
                }
            } catch (SQLException e) {
                ledger.failed("connection: " + e.getSQLState());
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        release.readLock().lock();
        try {
            timed(connection, random);
        } finally {
            release.readLock().unlock();
        }
    }

    private void timed(Connection connection, Random random) throws SQLException {
        long began = System.nanoTime();
        try {
            int kind = random.nextInt(4);
            var other = kind < 2 ? null : some(random, kind == 3);
            if (other == null) {
                int workflow = random.nextInt(40);
                var run = new Row(
                        connection, tenantKnown, schema, workflow % 12, new UUID(random.nextLong(), random.nextLong()));
                run.insert(workflow);
                connection.commit();
                ledger.runs.put(run.run(), new Ledger.Kept(run.tenant(), STEPS, false));
            } else {
                var run = new Row(
                        connection, tenantKnown, schema, other.getValue().tenant(), other.getKey());
                if (kind == 2) {
                    run.progress();
                } else {
                    run.delete();
                }
                connection.commit();
                if (kind == 2) {
                    ledger.runs.computeIfPresent(run.run(), (id, kept) -> kept.succeeded());
                }
            }
            ledger.took(System.nanoTime() - began);
        } catch (SQLException e) {
            // Who waits and is then refused has waited too.
            ledger.waited(System.nanoTime() - began);
            ledger.failed(e.getSQLState() + " "
                    + Objects.toString(e.getMessage()).lines().findFirst().orElse(""));
            connection.rollback();
        }
    }

    /** One of our own; what is to be deleted is struck off first, so that nobody waits for it when the deletion's answer is lost. */
    private Map.@Nullable Entry<UUID, Ledger.Kept> some(Random random, boolean strike) {
        var known = ledger.runs.entrySet().iterator();
        Map.Entry<UUID, Ledger.Kept> found = null;
        for (int skip = random.nextInt(20); skip >= 0 && known.hasNext(); skip--) {
            found = known.next();
        }
        return found != null && strike && ledger.runs.remove(found.getKey()) == null ? null : found;
    }

    /** A run and what is written with it. */
    private record Row(Connection connection, boolean tenantKnown, String schema, int tenant, UUID run) {

        void insert(int workflow) throws SQLException {
            execute(
                    "insert into {}workflow_runs (run_id, workflow_id, workflow_version, tenant_id, status, trigger_type,"
                            + " trigger_fire_key{, tenant}) values (?, md5('workflow ' || ?)::uuid, 1,"
                            + " md5('tenant ' || ?)::uuid::text, 'RUNNING', 'event', ?{, md5('tenant ' || ?)::uuid})",
                    run,
                    Integer.toString(workflow),
                    Integer.toString(tenant),
                    "fire-" + run);
            for (int step = 1; step <= STEPS; step++) {
                execute(
                        "insert into {}workflow_run_steps (step_id, run_id, step_path, status{, tenant})"
                                + " values (?, ?, ?, 'STARTED'{, md5('tenant ' || ?)::uuid})",
                        UUID.nameUUIDFromBytes((run + "/" + step).getBytes(StandardCharsets.UTF_8)),
                        run,
                        "root." + step);
            }
            execute(
                    "insert into {}workflow_run_logs (log_id, run_id, tenant_id, level, message{, tenant})"
                            + " values (?, ?, md5('tenant ' || ?)::uuid::text, 'INFO', 'started'{, md5('tenant ' || ?)::uuid})",
                    UUID.nameUUIDFromBytes((run + "/log").getBytes(StandardCharsets.UTF_8)),
                    run,
                    Integer.toString(tenant));
        }

        void progress() throws SQLException {
            execute(
                    "update {}workflow_runs set status = 'SUCCEEDED' where run_id = ?{ and tenant = md5('tenant ' || ?)::uuid}",
                    run);
            execute(
                    "update {}workflow_run_steps set status = 'SUCCEEDED' where run_id = ?{ and tenant = md5('tenant ' || ?)::uuid}",
                    run);
        }

        void delete() throws SQLException {
            execute("delete from {}workflow_runs where run_id = ?{ and tenant = md5('tenant ' || ?)::uuid}", run);
        }

        /** What is in braces is the new release's; its value is the tenant, the last one. */
        private void execute(String sql, Object... values) throws SQLException {
            String text = sql.replace("{}", schema + ".");
            text = tenantKnown ? text.replaceAll("[{}]", "") : text.replaceAll("\\{[^}]*\\}", "");
            try (PreparedStatement statement = connection.prepareStatement(text)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                if (tenantKnown) {
                    statement.setString(values.length + 1, Integer.toString(tenant));
                }
                statement.executeUpdate();
            }
        }
    }
}
