package dev.penstock.example.workflowv2;

import dev.penstock.citus.journal.Journal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes an apply stand still where its journal says that an operation has begun, or is done: the statement that says so waits for a
 * lock that the test holds.
 */
final class Halt implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int BEGUN = 52_001;
    private static final int DONE = 52_002;

    private final Connection connection;
    private final String schema;

    /** What an apply is about to write. */
    enum At {
        BEGUN,
        DONE
    }

    Halt(Scene scene) throws SQLException {
        connection = scene.cluster.connect();
        schema = scene.schema;
        Journal.install(connection);
        execute("create table " + schema + ".halt (id text)");
        execute("create function " + schema + ".halt() returns trigger language plpgsql as $$"
                + " begin"
                + "   if exists (select 1 from " + schema + ".halt h where h.id = new.id) then"
                + "     if new.state = 'running' and (tg_op = 'INSERT' or new.attempts > old.attempts) then"
                + "       perform pg_advisory_xact_lock_shared(" + BEGUN + ");"
                + "     elsif new.state = 'done' then"
                + "       perform pg_advisory_xact_lock_shared(" + DONE + ");"
                + "     end if;"
                + "   end if;"
                + "   return null;"
                + " end $$");
        execute("create trigger " + schema
                + "_halt after insert or update on penstock_citus.operation for each row when"
                + " (new.fingerprint = '" + Journal.of(scene.plan).fingerprint() + "') execute function " + schema
                + ".halt()");
    }

    /** From now on an apply stands still when it has begun with this operation, and when it is done with it. */
    void before(String operation) throws SQLException {
        execute("select pg_advisory_lock(" + BEGUN + "), pg_advisory_lock(" + DONE + ")");
        execute("truncate " + schema + ".halt");
        execute("insert into " + schema + ".halt values ('" + operation + "')");
    }

    /** Waits until the process stands still; null when it ended before. */
    @Nullable
    At await(Process process) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            for (At at : At.values()) {
                if (yes("select exists (select 1 from pg_locks where locktype = 'advisory' and not granted and objid = "
                        + key(at) + ")")) {
                    return at;
                }
            }
            if (process.waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                return null;
            }
        }
        throw new AssertionError("apply neither came to the operation nor ended within " + LONGEST);
    }

    /** Lets what stands still go on, now and from then on; comes back when it is written. */
    void release(At at) throws SQLException {
        execute("select pg_advisory_unlock(" + key(at) + ")");
        // Behind the shared locks of those who waited, which they hold until they have committed.
        execute("select pg_advisory_lock(" + key(at) + "), pg_advisory_unlock(" + key(at) + ")");
    }

    /** What stands still is rolled back, as when the server notices that its client is dead. */
    void drop(At at) throws SQLException {
        execute(
                "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and not granted and objid = "
                        + key(at));
    }

    /** Nothing stands still any more. */
    void off() throws SQLException {
        execute("truncate " + schema + ".halt");
        execute("select pg_advisory_unlock_all()");
    }

    private static int key(At at) {
        return at == At.BEGUN ? BEGUN : DONE;
    }

    private boolean yes(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("drop trigger if exists " + schema + "_halt on penstock_citus.operation");
        connection.close();
    }
}
