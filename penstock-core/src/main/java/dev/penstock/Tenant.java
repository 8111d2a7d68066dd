package dev.penstock;

import dev.penstock.engine.Entrance;
import dev.penstock.engine.Spreads;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Allowance;
import dev.penstock.run.Page;
import dev.penstock.run.RunId;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.run.Start;
import dev.penstock.step.StepRecord;
import dev.penstock.store.RunKey;
import dev.penstock.store.Store;
import dev.penstock.tenant.Spread;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's runs: start them, find them, look at them, cancel and resume them. Sees nothing of any other tenant.
 *
 * <p>Threads: any. Cost: one statement each, on the tenant's own rows; of listings of a tenant that is spread one for
 * each bucket; and a short one more where the answer is that there is nothing.
 */
public final class Tenant {

    private static final int NAME_LENGTH_MAX = 200;

    private final String name;
    private final Entrance entrance;
    private final Spreads spreads;
    private final Store store;

    Tenant(String name, Entrance entrance, Store store) {
        if (name.isBlank() || name.length() > NAME_LENGTH_MAX || name.indexOf('\0') >= 0) {
            throw new PenstockException(
                    ErrorCode.INVALID_TENANT,
                    "the tenant '" + name + "' is not usable; take 1 to " + NAME_LENGTH_MAX
                            + " characters, not all blank; a single-tenant application uses 'default'");
        }
        if (Spread.isBucket(name)) {
            throw new PenstockException(
                    ErrorCode.INVALID_TENANT,
                    "the tenant '" + name + "' is not usable: such a name is that of a bucket of tenant "
                            + Spread.tenantOf(name) + "; its runs are found under that name");
        }
        this.name = name;
        this.entrance = entrance;
        this.spreads = entrance.spreads();
        this.store = store;
    }

    public String name() {
        return name;
    }

    /** Starts a run at once. */
    public <I, O> RunHandle<O> start(Workflow<I, O> workflow, I input) {
        return start(workflow, input, Start.options());
    }

    /**
     * Starts a run, or finds the one that was started with the same idempotency key.
     *
     * <p>Transaction: the run is durable when this returns; from then on it finishes whatever becomes of this process.
     * Errors: workflow not registered → {@code PEN-1001}; input refused → {@code PEN-1004}, {@code PEN-1005}.
     */
    public <I, O> RunHandle<O> start(Workflow<I, O> workflow, I input, Start start) {
        return new RunHandle<>(this, entrance, entrance.start(name, workflow, input, start), workflow);
    }

    /**
     * Starts a run in the caller's own transaction: it exists if, and only if, the caller commits. It is picked up
     * soon after that, at the latest within a poll interval.
     *
     * <p>Transaction: the caller's; one statement over {@code connection}, which must reach the store's database.
     */
    public <I, O> RunHandle<O> start(Connection connection, Workflow<I, O> workflow, I input, Start start) {
        return new RunHandle<>(this, entrance, entrance.start(connection, name, workflow, input, start), workflow);
    }

    /** A handle of a run that exists. Errors: none with that id → {@code PEN-1011}. */
    public <O> RunHandle<O> handle(Workflow<?, O> workflow, RunId id) {
        status(id);
        return new RunHandle<>(this, entrance, new Entrance.Accepted(key(id), null), workflow);
    }

    public Optional<RunStatus> find(RunId id) {
        return spreads.ask(name, () -> store.status(key(id)), Optional::isEmpty);
    }

    /** Errors: none with that id → {@code PEN-1011}. */
    public RunStatus status(RunId id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /** Runs, newest first, a page at a time. Errors: a cursor that is none → {@code PEN-1014}. */
    public Page<RunStatus> list(RunQuery query) {
        return page(() -> store.list(spreads.stored(name), query));
    }

    /** What a run has recorded, in that order. */
    public List<StepRecord> steps(RunId id) {
        return spreads.ask(name, () -> store.steps(key(id)), List::isEmpty);
    }

    /** What a run has recorded under this step name: every occurrence, every item. */
    public List<StepRecord> steps(RunId id, String step) {
        return spreads.ask(name, () -> store.steps(key(id), step), List::isEmpty);
    }

    /** Steps that failed an attempt and will be tried again, soonest due first. */
    public Page<StepRecord> retriesPending(int pageSize, @Nullable String cursor) {
        return page(() -> store.retrying(spreads.stored(name), false, pageSize, cursor));
    }

    /** Those of {@link #retriesPending} whose next attempt is due now. */
    public Page<StepRecord> retriesDue(int pageSize, @Nullable String cursor) {
        return page(() -> store.retrying(spreads.stored(name), true, pageSize, cursor));
    }

    /** Steps whose newest attempt took longer than its timeout, newest first. */
    public Page<StepRecord> timedOut(int pageSize, @Nullable String cursor) {
        return page(() -> store.timedOut(spreads.stored(name), pageSize, cursor));
    }

    /**
     * Requests cancellation. A run that waits or is queued is cancelled at once; one that is executed is told at its
     * next durable operation, and a step under way in this process is interrupted. Children go with it unless detached.
     * A finished run is left as it is.
     *
     * @return the run's state after the request. Errors: no such run → {@code PEN-1011}
     */
    public RunState cancel(RunId id) {
        var state = spreads.ask(name, () -> store.cancel(key(id)), Optional::isEmpty)
                .orElseThrow(() -> notFound(id));
        if (!state.isFinal()) {
            entrance.cancelHere(key(id));
        }
        return state;
    }

    /**
     * Goes on with a run that has failed, once what made it fail is mended: its code is executed again, recorded steps
     * are not. A failed step is tried once more, unless the code went past it to a later one. Its timeout counts anew.
     * A run under way is left as it is, so of two who resume one at the same time either succeeds. A child is resumed
     * before its parent, to which its failure is like that of a step: it stands when the code went past it.
     *
     * @return the run's state after the request. Errors: no such run → {@code PEN-1011}; it has completed or was
     *     cancelled, or its parent, from which it is not detached, is under way and may have acted on its failure → {@code
     *     PEN-1016}
     */
    public RunState resume(RunId id) {
        var state = spreads.ask(name, () -> store.resume(key(id)), Optional::isEmpty)
                .orElseThrow(() -> notFound(id));
        if (!state.isFinal()) {
            return state;
        }
        throw new PenstockException(
                ErrorCode.RUN_NOT_RESUMABLE,
                "run " + id + " of tenant " + name
                        + (state == RunState.FAILED
                                ? " has a parent that is under way and may have acted on its failure; resume it when the"
                                        + " parent has failed, and the parent after it"
                                : " is " + state.label() + "; only a failed run can be resumed, start another"));
    }

    /**
     * Gives this tenant another allowance: how many of its runs execute at once, and its weight against other tenants.
     * Workers hear of it at once where notifications reach them, at the latest with their next heartbeat.
     */
    public void allow(Allowance allowance) {
        store.set(name, allowance);
    }

    /** What this tenant's runs may use. */
    public Allowance allowance() {
        return store.allowances().tenants().getOrDefault(name, Allowance.defaults());
    }

    /**
     * Spreads this tenant over buckets, for good: it is stored under so many names, and with them on as many shards as
     * there are, while everything here goes on under its own name. Only before its first run; waits until every
     * transaction has ended that is open now, on whichever node, and meanwhile starts in this tenant wait with it.
     *
     * <p>Shape: a power of two, 2 to 1,024; as many as there are shards is even. Again with the same number it does
     * nothing. Threads: any process may start runs at the same time, each is before the spread, and it is refused, or in
     * its bucket. Cost: an administrator's call, see docs/large-tenants.md. Errors: another number → {@code PEN-1010}; it
     * has runs, is spread over another number, tenants are not named by text, or transactions stay open → {@code
     * PEN-1019}, and nothing has changed.
     */
    public Spread spread(int buckets) {
        return store.spread(name, buckets);
    }

    /**
     * What stands for this tenant in the column {@code tenant} of all tables: its buckets, or its name when it is not
     * spread. Cost: a statement when it is not known to be spread.
     */
    public List<String> buckets() {
        spreads.learn(name);
        return spreads.stored(name);
    }

    private <T> Page<T> page(Supplier<Page<T>> look) {
        return spreads.ask(name, look, page -> page.items().isEmpty());
    }

    private RunKey key(RunId id) {
        return spreads.key(name, id);
    }

    private PenstockException notFound(RunId id) {
        return new PenstockException(
                ErrorCode.RUN_NOT_FOUND,
                "tenant " + name + " has no run " + id
                        + "; a run started in a transaction exists once that has committed");
    }
}
