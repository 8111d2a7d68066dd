package dev.penstock.postgres;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.claim.Claims;
import dev.penstock.postgres.claim.DueRuns;
import dev.penstock.postgres.journal.Append;
import dev.penstock.postgres.journal.AppendStep;
import dev.penstock.postgres.journal.Journal;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.journal.Transactions;
import dev.penstock.postgres.lease.Leases;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.queue.Allowed;
import dev.penstock.postgres.queue.Deals;
import dev.penstock.postgres.run.Runs;
import dev.penstock.postgres.shard.ByNode;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.step.Steps;
import dev.penstock.postgres.tenant.Spreading;
import dev.penstock.postgres.tenant.Spreads;
import dev.penstock.postgres.wake.Bell;
import dev.penstock.postgres.wake.Listener;
import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.run.Page;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.StepRecord;
import dev.penstock.store.Allowances;
import dev.penstock.store.Claim;
import dev.penstock.store.Demand;
import dev.penstock.store.Draw;
import dev.penstock.store.DueRun;
import dev.penstock.store.Entry;
import dev.penstock.store.Found;
import dev.penstock.store.Holding;
import dev.penstock.store.Look;
import dev.penstock.store.NewRun;
import dev.penstock.store.Renewal;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.Share;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Store;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import dev.penstock.tenant.Spread;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store on a PostgreSQL: one object per feature, and here the door to them. */
final class PostgresStore implements Store {

    private static final Duration SPREADING_PATIENCE = Duration.ofMinutes(1);

    private final UnaryOperator<String> described;
    private final ChangedCluster cluster;
    private final Statements statements;
    private final Shards shards;
    private final Connections connections;
    private final Journal journal;
    private final Transactions transactions;
    private final Leases leases;
    private final DueRuns dueRuns;
    private final Claims claims;
    private final Allowed allowed;
    private final Deals deals;
    private final Spreads spreads;
    private final Spreading spreading;
    private final Runs runs;
    private final Steps steps;
    private final Bell bell;
    private final @Nullable DataSource listening;
    private volatile @Nullable Listener listener;
    private final AutoCloseable server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param described where the store is, of a database that is what this is given
     * @param lanes where the journal's lanes connect
     * @param listening where the listener connects, null when there is no connection to spare for it
     * @param server stopped after all connections are closed
     */
    PostgresStore(
            UnaryOperator<String> described,
            Statements statements,
            TenantType tenantType,
            Shards shards,
            Connections connections,
            DataSource lanes,
            @Nullable DataSource listening,
            JournalOptions options,
            AutoCloseable server) {
        this.described = described;
        this.statements = statements;
        this.shards = shards;
        this.connections = connections;
        this.server = server;
        var append = new Append(statements);
        var callers = connections.leaving(1);
        var byNode = new ByNode(callers, shards);
        this.journal = new Journal(lanes, connections, callers, append, new AppendStep(statements), shards, options);
        this.transactions = new Transactions(callers, byNode, append, statements, shards, options.giveUpAfter());
        this.leases = new Leases(connections, statements, shards);
        this.dueRuns = new DueRuns(connections, statements, shards);
        this.claims = new Claims(connections, statements, shards, dueRuns::answers);
        this.allowed = new Allowed(connections, statements, shards);
        this.deals = new Deals(connections, statements, shards);
        this.spreads = new Spreads(connections, statements);
        this.spreading = new Spreading(connections, statements, shards, tenantType, spreads, SPREADING_PATIENCE);
        this.runs = new Runs(byNode, statements, shards);
        this.steps = new Steps(byNode, statements);
        this.bell = new Bell(connections, statements);
        this.cluster = new ChangedCluster(connections, statements, shards);
        shards.whenChanged(cluster::changed);
        this.listening = listening;
    }

    @Override
    public String description() {
        var wrong = cluster.wrong();
        return described.apply(shards.toString()) + (wrong == null ? "" : " (" + wrong + ")");
    }

    /** How many lanes the journal has now. */
    int lanes() {
        return journal.lanes();
    }

    /** How many connections there are beside those of the lanes. */
    int connections() {
        return connections.size();
    }

    Shards shards() {
        return shards;
    }

    @Override
    public WorkerId join(String name, Duration lease) {
        return leases.join(name, lease);
    }

    @Override
    public Renewal renew(WorkerId worker, Duration lease) {
        return leases.renew(worker, lease);
    }

    @Override
    public void leave(WorkerId worker) {
        leases.leave(worker);
    }

    @Override
    public List<Holding> held(WorkerId worker, int atMost) {
        return leases.held(worker, atMost);
    }

    @Override
    public int takeOver(WorkerId by) {
        return leases.takeOver(by);
    }

    /** Ends every lease; only for a database that no other process can use. */
    int takeOverAll() {
        return leases.takeOverAll();
    }

    @Override
    public void ring(@Nullable WorkerId by) {
        bell.ring(by);
    }

    @Override
    public void listen(Runnable heard, Runnable changed) {
        if (listening != null) {
            listener = new Listener(listening, statements, heard, changed);
        }
    }

    @Override
    public Instant databaseTime() {
        return leases.databaseTime();
    }

    @Override
    public Found find(Look look) {
        return dueRuns.find(look);
    }

    @Override
    public Claim claim(WorkerId worker, List<DueRun> runs) {
        return claims.claim(worker, runs);
    }

    @Override
    public Allowances allowances() {
        return allowed.all();
    }

    @Override
    public void set(Queue queue) {
        allowed.set(queue);
    }

    @Override
    public Queue declare(Queue queue) {
        return allowed.declare(queue);
    }

    @Override
    public void set(String tenant, Allowance allowance) {
        allowed.set(tenant, allowance);
    }

    @Override
    public Map<String, Spread> spreads() {
        return spreads.all();
    }

    @Override
    public Optional<Spread> spread(String tenant) {
        return spreads.settled(tenant);
    }

    @Override
    public Spread spread(String tenant, int buckets) {
        return spreading.spread(tenant, buckets);
    }

    @Override
    public List<Share> deal(WorkerId worker, List<Demand> demands) {
        return deals.deal(worker, demands);
    }

    @Override
    public Draw draw(String queue, int wanted) {
        return allowed.draw(queue, wanted);
    }

    @Override
    public CompletableFuture<Verdict> record(Entry entry) {
        return journal.record(entry);
    }

    @Override
    public CompletableFuture<StartVerdict> start(NewRun run) {
        statements.tenant(run.key().tenant());
        return journal.start(run);
    }

    @Override
    public Optional<RunKey> start(Connection connection, NewRun run) {
        return runs.start(connection, run);
    }

    @Override
    public Verdict transact(Holding holding, TransactionWork work) throws Exception {
        return transactions.transact(holding, work);
    }

    @Override
    public Optional<RunStatus> status(RunKey run) {
        return runs.status(run);
    }

    @Override
    public Optional<RunOutcome> outcome(RunKey run) {
        return runs.outcome(run);
    }

    @Override
    public Map<RunKey, RunOutcome> outcomes(List<RunKey> asked) {
        return runs.outcomes(asked);
    }

    @Override
    public int placeOf(RunKey run) {
        return shards.placeOf(run);
    }

    @Override
    public Page<RunStatus> list(List<String> stored, RunQuery query) {
        return runs.list(stored, query);
    }

    @Override
    public List<StepRecord> steps(RunKey run) {
        return steps.ofRun(run);
    }

    @Override
    public List<StepRecord> steps(RunKey run, String name) {
        return steps.byName(run, name);
    }

    @Override
    public Page<StepRecord> retrying(List<String> stored, boolean dueOnly, int pageSize, @Nullable String cursor) {
        return steps.retrying(stored, dueOnly, pageSize, cursor);
    }

    @Override
    public Page<StepRecord> timedOut(List<String> stored, int pageSize, @Nullable String cursor) {
        return steps.timedOut(stored, pageSize, cursor);
    }

    @Override
    public Optional<RunState> resume(RunKey run) {
        var state = runs.resume(run);
        bell.ring(null);
        return state;
    }

    @Override
    public Optional<RunState> cancel(RunKey run) {
        var state = runs.cancel(run);
        // Whoever waits for it is due now.
        bell.ring(null);
        return state;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        journal.close();
        bell.close();
        if (listener != null) {
            listener.close();
        }
        try (server;
                connections) {
            // In this order: connections, then the server they go to.
        } catch (Exception failed) {
            throw new PenstockException(ErrorCode.STORE_REFUSED, "closing the store: " + failed.getMessage(), failed);
        }
    }
}
