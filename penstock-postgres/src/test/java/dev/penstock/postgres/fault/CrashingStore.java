package dev.penstock.postgres.fault;

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
import dev.penstock.store.Transition;
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
import org.jspecify.annotations.Nullable;

/** A store that kills its process just before or just after something becomes durable. */
final class CrashingStore implements Store {

    private final Store store;
    private final CrashPoint point;

    CrashingStore(Store store, CrashPoint point) {
        this.store = store;
        this.point = point;
    }

    @Override
    public CompletableFuture<StartVerdict> start(NewRun run) {
        point.reached(CrashPoint.BEFORE_START_ROW);
        return store.start(run).thenApply(verdict -> {
            point.reached(CrashPoint.AFTER_START_ROW);
            return verdict;
        });
    }

    @Override
    public CompletableFuture<Verdict> record(Entry entry) {
        return switch (entry.transition()) {
            case null -> record(entry, CrashPoint.BEFORE_STEP_ROW, CrashPoint.AFTER_STEP_ROW);
            case Transition.Wait wait -> record(entry, CrashPoint.BEFORE_PARK_ROW, CrashPoint.AFTER_PARK_ROW);
            default -> record(entry, CrashPoint.BEFORE_END_ROW, CrashPoint.AFTER_END_ROW);
        };
    }

    private CompletableFuture<Verdict> record(Entry entry, CrashPoint before, CrashPoint after) {
        point.reached(before);
        return store.record(entry).thenApply(verdict -> {
            point.reached(after);
            return verdict;
        });
    }

    @Override
    public Verdict transact(Holding holding, TransactionWork work) throws Exception {
        var verdict = store.transact(holding, connection -> {
            var step = work.run(connection);
            point.reached(CrashPoint.BEFORE_TRANSACTION_COMMIT);
            return step;
        });
        point.reached(CrashPoint.AFTER_TRANSACTION_COMMIT);
        return verdict;
    }

    @Override
    public Claim claim(WorkerId worker, List<DueRun> runs) {
        var claim = store.claim(worker, runs);
        if (!claim.runs().isEmpty()) {
            point.reached(CrashPoint.AFTER_RESUME_CLAIM);
        }
        return claim;
    }

    @Override
    public Found find(Look look) {
        return store.find(look);
    }

    @Override
    public Allowances allowances() {
        return store.allowances();
    }

    @Override
    public void set(Queue queue) {
        store.set(queue);
    }

    @Override
    public Queue declare(Queue queue) {
        return store.declare(queue);
    }

    @Override
    public void set(String tenant, Allowance allowance) {
        store.set(tenant, allowance);
    }

    @Override
    public Map<String, Spread> spreads() {
        return store.spreads();
    }

    @Override
    public Optional<Spread> spread(String tenant) {
        return store.spread(tenant);
    }

    @Override
    public Spread spread(String tenant, int buckets) {
        return store.spread(tenant, buckets);
    }

    @Override
    public List<Share> deal(WorkerId worker, List<Demand> demands) {
        return store.deal(worker, demands);
    }

    @Override
    public Draw draw(String queue, int wanted) {
        return store.draw(queue, wanted);
    }

    @Override
    public String description() {
        return store.description();
    }

    @Override
    public WorkerId join(String name, Duration lease) {
        return store.join(name, lease);
    }

    @Override
    public Renewal renew(WorkerId worker, Duration lease) {
        return store.renew(worker, lease);
    }

    @Override
    public void leave(WorkerId worker) {
        store.leave(worker);
    }

    @Override
    public List<Holding> held(WorkerId worker, int atMost) {
        return store.held(worker, atMost);
    }

    @Override
    public int takeOver(WorkerId by) {
        return store.takeOver(by);
    }

    @Override
    public void ring(@Nullable WorkerId by) {
        store.ring(by);
    }

    @Override
    public void listen(Runnable heard, Runnable changed) {
        store.listen(heard, changed);
    }

    @Override
    public Instant databaseTime() {
        return store.databaseTime();
    }

    @Override
    public Optional<RunKey> start(Connection connection, NewRun run) {
        return store.start(connection, run);
    }

    @Override
    public Optional<RunStatus> status(RunKey run) {
        return store.status(run);
    }

    @Override
    public Optional<RunOutcome> outcome(RunKey run) {
        return store.outcome(run);
    }

    @Override
    public Map<RunKey, RunOutcome> outcomes(List<RunKey> runs) {
        return store.outcomes(runs);
    }

    @Override
    public int placeOf(RunKey run) {
        return store.placeOf(run);
    }

    @Override
    public Page<RunStatus> list(List<String> stored, RunQuery query) {
        return store.list(stored, query);
    }

    @Override
    public List<StepRecord> steps(RunKey run) {
        return store.steps(run);
    }

    @Override
    public List<StepRecord> steps(RunKey run, String name) {
        return store.steps(run, name);
    }

    @Override
    public Page<StepRecord> retrying(List<String> stored, boolean dueOnly, int pageSize, @Nullable String cursor) {
        return store.retrying(stored, dueOnly, pageSize, cursor);
    }

    @Override
    public Page<StepRecord> timedOut(List<String> stored, int pageSize, @Nullable String cursor) {
        return store.timedOut(stored, pageSize, cursor);
    }

    @Override
    public Optional<RunState> cancel(RunKey run) {
        return store.cancel(run);
    }

    @Override
    public Optional<RunState> resume(RunKey run) {
        return store.resume(run);
    }

    @Override
    public void close() {
        store.close();
    }
}
