package dev.penstock.engine;

import dev.penstock.codec.PayloadCodec;
import dev.penstock.run.Start;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Store;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A process that starts runs for workers elsewhere: it holds no lease and executes nothing, so it needs a workflow's
 * name, version and types, but not its registration.
 */
public final class Client implements Entrance {

    private final Store store;
    private final Payloads payloads;
    private final Spreads spreads;
    private final NewRuns newRuns;
    private final Waiters waiters;
    private final KnownQueues queues;

    public Client(Store store, PayloadCodec codec, int payloadCharsMax) {
        this.store = store;
        this.payloads = new Payloads(codec, payloadCharsMax);
        this.spreads = new Spreads(store);
        spreads.know();
        this.newRuns = new NewRuns(spreads, payloads, new DatabaseClock(store.databaseTime()));
        this.waiters = new Waiters(store);
        this.queues = new KnownQueues(store::allowances);
    }

    @Override
    public <I, O> Accepted start(String tenant, Workflow<I, O> workflow, I input, Start start) {
        queues.require(start.queue());
        return spreads.start(tenant, () -> {
            var run = newRuns.started(tenant, workflow, input, start, null);
            if (durable(store.start(run)) == StartVerdict.STARTED) {
                ringFor(run);
            }
            return new Accepted(run.key(), null);
        });
    }

    @Override
    public Spreads spreads() {
        return spreads;
    }

    @Override
    public <I, O> Accepted start(Connection connection, String tenant, Workflow<I, O> workflow, I input, Start start) {
        queues.require(start.queue());
        var run = newRuns.started(tenant, workflow, input, start, null);
        return new Accepted(spreads.start(connection, tenant, run), null);
    }

    private void ringFor(NewRun run) {
        if (run.delay().isZero()) {
            store.ring(null);
        }
    }

    static <T> T durable(CompletableFuture<T> verdict) {
        try {
            return verdict.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : e;
        }
    }

    @Override
    public Optional<RunOutcome> await(Accepted run, @Nullable Duration atMost) {
        return waiters.await(run, atMost);
    }

    @Override
    public <O> O output(Workflow<?, O> workflow, RunOutcome outcome) {
        return payloads.decode(outcome.output(), workflow.output(), () -> "the output of run " + outcome.id());
    }

    @Override
    public void cancelHere(RunKey run) {
        // Nothing is executed here.
    }

    @Override
    public void close(Duration grace) {
        // Nothing is under way here.
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
