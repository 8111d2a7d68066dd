package dev.penstock.postgres;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.queue.Queue;
import dev.penstock.run.RunId;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepState;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.Look;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A store on an empty database, a worker that has joined it, and short words for what tests do. */
final class Fixture implements AutoCloseable {

    private static final String INPUT = "{\"a\": 1}";

    static final String TENANT = "acme";
    static final Duration LEASE = Duration.ofHours(1);
    private static final long ANSWER_SECONDS = 60;

    final TestDatabase database;
    final PostgresStore store;
    final WorkerId worker;

    private Fixture(TestDatabase database, StoreOptions options, JournalOptions journal) {
        this.database = database;
        this.store = open(database, options, journal);
        this.worker = store.join("test", LEASE);
    }

    static Fixture create(TestStore on) {
        return create(on.database(), JournalOptions.defaults());
    }

    static Fixture create() {
        return create(TestDatabase.create(), JournalOptions.defaults());
    }

    static Fixture create(TestDatabase database, JournalOptions journal) {
        return new Fixture(database, StoreOptions.defaults(), journal);
    }

    static Fixture withTenants(String tenantType) {
        return new Fixture(
                TestDatabase.create(), new StoreOptions(10, tenantType, step -> {}), JournalOptions.defaults());
    }

    static PostgresStore open(TestDatabase database, StoreOptions options, JournalOptions journal) {
        var source = new StoreSource.Url(database.jdbcUrl(), database.user(), database.password());
        return (PostgresStore) new PostgresStoreProvider().open(source, options, journal);
    }

    /** So that on Citus all is written through Citus, as to shards that a split has made. */
    void dropCopies() {
        execute("""
                do $$ declare v_drop text; begin
                    for v_drop in select 'drop function ' || oid::regprocedure from pg_proc
                        where pronamespace = 'penstock'::regnamespace and proname ~ '_[0-9]{6,}$'
                    loop execute v_drop; end loop;
                end $$""");
    }

    @Override
    public void close() {
        try (database) {
            store.close();
        }
    }

    static RunKey newKey() {
        return newKey(TENANT);
    }

    static RunKey newKey(String tenant) {
        return new RunKey(tenant, new RunId(UUID.randomUUID()));
    }

    static NewRun queued(RunKey key) {
        return order(key, INPUT, null, null, Queue.DEFAULT, false);
    }

    static NewRun held(RunKey key, WorkerId holder) {
        return order(key, INPUT, holder, null, Queue.DEFAULT, false);
    }

    /** As above, under a limit of its queue or its tenant. */
    static NewRun limited(RunKey key, WorkerId holder, String queue) {
        return order(key, null, holder, null, queue, true);
    }

    static NewRun keyed(RunKey key, @Nullable WorkerId holder) {
        return order(key, null, holder, "key", Queue.DEFAULT, false);
    }

    private static NewRun order(
            RunKey key,
            @Nullable String input,
            @Nullable WorkerId holder,
            @Nullable String idempotencyKey,
            String queue,
            boolean limited) {
        return new NewRun(
                key,
                "order",
                "1",
                false,
                input,
                holder,
                Duration.ZERO,
                5,
                null,
                idempotencyKey,
                Map.of(),
                null,
                false,
                queue,
                limited);
    }

    static NewRun child(RunKey key, RunKey parent, @Nullable WorkerId holder, boolean detached) {
        return new NewRun(
                key,
                "pack",
                "1",
                false,
                null,
                holder,
                Duration.ZERO,
                5,
                null,
                null,
                Map.of(),
                parent.id(),
                detached,
                Queue.DEFAULT,
                false);
    }

    /** A run in this fixture's worker's hands. */
    Holding begin() {
        return begin(newKey());
    }

    Holding begin(RunKey key) {
        if (await(store.start(held(key, worker))) != StartVerdict.STARTED) {
            throw new AssertionError(key + " existed");
        }
        return new Holding(key, worker, 1);
    }

    Verdict record(Entry entry) {
        return await(store.record(entry));
    }

    Verdict move(Holding holding, Transition transition) {
        return record(Entry.of(holding, transition));
    }

    /** What a look and the claim of all that it found brought. */
    record Taken(
            List<ClaimedRun> runs, boolean more, @Nullable Duration nextDueIn) {}

    Taken claim(int limit) {
        return claim(worker, limit);
    }

    Taken claim(WorkerId by, int limit) {
        return claim(store, by, limit, "order", "pack");
    }

    /** As many runs as there is room for, like a worker that has version 1 of the workflows registered. */
    static Taken claim(Store store, WorkerId by, int limit, String... workflows) {
        var definitions = Arrays.stream(workflows)
                .map(workflow -> new Look.Definition(workflow, "1"))
                .toList();
        var found = store.find(look(definitions, limit));
        var runs = found.runs();
        var claim = store.claim(by, runs.subList(0, Math.min(limit, runs.size())));
        return new Taken(claim.runs(), !found.more().isEmpty(), found.nextDueIn());
    }

    static Look look(List<Look.Definition> definitions, int limit) {
        return new Look(definitions, Map.of(Queue.DEFAULT, limit), Set.of(), Map.of(), 0);
    }

    static StepWrite step(String name) {
        return StepWrite.completed(StepKey.of(name, 1), StepKind.STEP, "\"" + name + "\"", 17);
    }

    static StepWrite step(String name, String json) {
        return StepWrite.completed(StepKey.of(name, 1), StepKind.STEP, json, 17);
    }

    static StepWrite retrying(String name, boolean update, Due due) {
        return new StepWrite(
                StepKey.of(name, 1), StepKind.STEP, StepState.RETRYING, update, null, failure(), null, due, true, 17);
    }

    static StepWrite failed(String name) {
        return new StepWrite(
                StepKey.of(name, 1), StepKind.STEP, StepState.FAILED, false, null, failure(), null, null, false, 17);
    }

    static StepWrite settling(String name) {
        return new StepWrite(
                StepKey.of(name, 1), StepKind.STEP, StepState.COMPLETED, true, "7", null, null, null, false, 17);
    }

    static Failure failure() {
        return Failure.of(ErrorCode.STEP_TIMED_OUT, "too slow");
    }

    static Transition waitFor(Duration delay) {
        return new Transition.Wait(new Due.In(delay), null);
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed);
        } catch (InterruptedException | java.util.concurrent.TimeoutException late) {
            throw new AssertionError("no answer within " + ANSWER_SECONDS + " s", late);
        }
    }

    /** Waits until the query's only value is true. */
    void awaitFact(String query) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (!Boolean.TRUE.equals(value(query))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + ANSWER_SECONDS + " s: " + query);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until so many sessions wait for a lock, on whichever nodes. */
    void awaitWaitingForALock(int sessions) {
        var nodes = new ArrayList<Connection>();
        try {
            for (var url : database.nodes()) {
                nodes.add(DriverManager.getConnection(url, database.user(), database.password()));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
            while (waitingForALock(nodes) != sessions) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not " + sessions + " sessions wait for a lock");
                }
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        } finally {
            nodes.forEach(Fixture::closeQuietly);
        }
    }

    private static int waitingForALock(List<Connection> nodes) throws SQLException {
        int waiting = 0;
        for (var node : nodes) {
            try (var statement = node.createStatement();
                    var row = statement.executeQuery("select count(*) from pg_stat_activity"
                            + " where wait_event_type = 'Lock' and datname = current_database()")) {
                row.next();
                waiting += row.getInt(1);
            }
        }
        return waiting;
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // There is nothing left to let go of.
        }
    }

    @Nullable
    Object value(String query) {
        try (var connection = database.connect();
                var row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getObject(1);
        } catch (SQLException refused) {
            throw new AssertionError(query, refused);
        }
    }

    void execute(String sql) {
        try (var connection = database.connect()) {
            execute(connection, sql);
        } catch (SQLException refused) {
            throw new AssertionError(sql, refused);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
