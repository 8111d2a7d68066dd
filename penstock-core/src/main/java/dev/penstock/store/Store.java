package dev.penstock.store;

import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.run.Page;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.StepRecord;
import dev.penstock.tenant.Spread;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs and steps, hands runs to workers, and makes what workers record durable.
 *
 * <p>Threads: every method may be called by many threads at once; blocking ones are meant for virtual threads. Errors of
 * every method: the database cannot be reached in time → {@code PEN-3002}; it refuses → {@code PEN-3003}; the store is
 * closed → {@code PEN-3004}.
 */
public interface Store extends AutoCloseable {

    /** One line for the log and the command line: what kind of store, where. No secrets. */
    String description();

    // --- workers -----------------------------------------------------------------------------------------------

    /** Registers a worker under a lease of {@code lease} on the database clock. */
    WorkerId join(String name, Duration lease);

    /** Heartbeat: extends the lease, unless it has been ended by another. */
    Renewal renew(WorkerId worker, Duration lease);

    /** Ends a lease; runs still held are due at once for any worker. */
    void leave(WorkerId worker);

    /** Runs that are in a worker's hands, at most so many. */
    List<Holding> held(WorkerId worker, int atMost);

    /**
     * Ends the leases that have run out and makes their runs due, with a higher epoch. Waits for writes of those
     * workers that are under way, so that none can land after.
     *
     * @return the number of runs taken from dead workers
     */
    int takeOver(WorkerId by);

    /**
     * Tells the workers that listen that runs may be due. Returns at once; many calls become few notifications, and one
     * that is lost only delays: workers also look every now and then.
     *
     * @param by the worker that knows already; nobody is told when it is the only one
     */
    void ring(@Nullable WorkerId by);

    /**
     * Calls {@code heard} whenever somebody has rung, and when a ring may have been missed, until the store is closed;
     * {@code changed} when limits may have been set. The calls must return soon. Called at most once per store.
     */
    void listen(Runnable heard, Runnable changed);

    /** The database clock. */
    Instant databaseTime();

    // --- claims ------------------------------------------------------------------------------------------------

    /** Looks for due runs. Takes nothing. */
    Found find(Look look);

    /** Hands runs to a worker that it has found, each with its history. Called by one thread. */
    Claim claim(WorkerId worker, List<DueRun> runs);

    // --- limits ------------------------------------------------------------------------------------------------

    /** The limits as they stand. */
    Allowances allowances();

    /** Sets a queue's limits, making it when there is none of that name. */
    void set(Queue queue);

    /** Makes a queue when there is none of that name; returns the one that stands. */
    Queue declare(Queue queue);

    void set(String tenant, Allowance allowance);

    /**
     * Tells what a worker could use of limited subjects and takes what is its part. Whatever the worker holds above what
     * it uses it has given back with the call, and may get again. Shares of workers whose lease has ended return as soon
     * as none of their runs is in their hands.
     *
     * @return one per demand whose subject is limited
     */
    List<Share> deal(WorkerId worker, List<Demand> demands);

    /** Takes starts from a queue's rate; gives back as many as were not made when {@code wanted} is negative. */
    Draw draw(String queue, int wanted);

    // --- spread tenants ----------------------------------------------------------------------------------------

    /** The tenants that are spread, by name. */
    Map<String, Spread> spreads();

    /** How a tenant is spread, if it is. While that is just being settled, waits for up to ten seconds. */
    Optional<Spread> spread(String tenant);

    /**
     * Spreads a tenant that has no run over so many buckets, for good. Waits for every transaction that is open; again
     * with the same number it does nothing.
     *
     * <p>Errors: it has runs, is spread over another number, tenants are not named by text, or transactions stay open →
     * {@code PEN-1019}, and nothing has changed.
     */
    Spread spread(String tenant, int buckets);

    // --- what runs record --------------------------------------------------------------------------------------

    /**
     * Makes an entry durable together with those of other runs. Blocks while too many entries are pending; completes
     * when the commit is durable. Survives a restart of the database without losing or doubling the entry.
     */
    CompletableFuture<Verdict> record(Entry entry);

    /**
     * Inserts a run, like {@link #record}. Errors: it is from outside, and under the plain name of a tenant that is spread
     * → {@code PEN-1018}.
     */
    CompletableFuture<StartVerdict> start(NewRun run);

    /**
     * Inserts a run in the caller's transaction: it exists when, and only when, the caller commits. The store itself
     * looks whether the tenant is spread.
     *
     * @return where it is; empty when it existed
     */
    Optional<RunKey> start(Connection connection, NewRun run);

    /**
     * Runs {@code work} and makes its writes and the step it returns durable in one commit; rolls back when it throws
     * or the holding no longer stands.
     */
    Verdict transact(Holding holding, TransactionWork work) throws Exception;

    /** Writes over the connection, and returns the step to record with those writes. */
    @FunctionalInterface
    interface TransactionWork {
        StepWrite run(Connection connection) throws Exception;
    }

    // --- looking and acting from outside -----------------------------------------------------------------------

    Optional<RunStatus> status(RunKey run);

    /** How far the run has come, following continuations. */
    Optional<RunOutcome> outcome(RunKey run);

    /** As {@link #outcome}, for several runs of one place, in about one statement; those that do not exist are left out. */
    Map<RunKey, RunOutcome> outcomes(List<RunKey> runs);

    /**
     * Where a run lies: runs of one place can be asked for together, and a place that does not answer is no reason for the
     * others not to. Asks nobody.
     */
    int placeOf(RunKey run);

    /** @param stored all that stands for the tenant; one statement for each */
    Page<RunStatus> list(List<String> stored, RunQuery query);

    /** A run's steps in the order in which they were recorded. */
    List<StepRecord> steps(RunKey run);

    /** A run's records under one step name: occurrences and items. */
    List<StepRecord> steps(RunKey run, String name);

    /** Steps of the tenant that wait for their next attempt, soonest due first; only those due now when asked. */
    Page<StepRecord> retrying(List<String> stored, boolean dueOnly, int pageSize, @Nullable String cursor);

    /** Steps of the tenant whose newest attempt timed out, newest first. */
    Page<StepRecord> timedOut(List<String> stored, int pageSize, @Nullable String cursor);

    /**
     * Requests cancellation: a run that no worker executes is cancelled at once, with its children that are not
     * detached; one that is executed is told at its next durable operation.
     *
     * @return the run's state after the request, empty when there is no such run
     */
    Optional<RunState> cancel(RunKey run);

    /**
     * Makes a failed run due again, at the next epoch; its failed steps get a due time, see {@link StepRecord#dueAt}. A
     * run that has not failed is left as it is, and so is one whose parent is under way and not detached from it.
     *
     * @return the run's state after the request, empty when there is no such run
     */
    Optional<RunState> resume(RunKey run);

    /** Finishes what is pending in the journal, then lets go of every connection. Idempotent. */
    @Override
    void close();
}
