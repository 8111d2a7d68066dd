package dev.penstock.engine;

import dev.penstock.run.Start;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How a process gets runs started and hears of their end: through its own worker ({@link Engine}), or without one
 * ({@link Client}).
 *
 * <p>Threads: every method may be called by any.
 */
public sealed interface Entrance extends AutoCloseable permits Engine, Client {

    /** A run that was accepted, and its end if it executes in this process. */
    record Accepted(RunKey key, @Nullable CompletableFuture<@Nullable RunOutcome> endsHere) {}

    /** Starts a run. Returns when it is durable. */
    <I, O> Accepted start(String tenant, Workflow<I, O> workflow, I input, Start start);

    /** Starts a run in the caller's transaction; it is queued, and found once the caller has committed. */
    <I, O> Accepted start(Connection connection, String tenant, Workflow<I, O> workflow, I input, Start start);

    /** Where tenants' runs are. */
    Spreads spreads();

    /**
     * Waits until the run has finished.
     *
     * @return empty when {@code atMost} has passed before; null {@code atMost} waits for ever
     */
    Optional<RunOutcome> await(Accepted run, @Nullable Duration atMost);

    /** Reads an output. Errors: {@code PEN-1006}. */
    <O> O output(Workflow<?, O> workflow, RunOutcome outcome);

    /** Tells an execution in this process, if there is one, of its cancellation at once. */
    void cancelHere(RunKey run);

    /** Lets go of what it does, giving steps under way in this process up to {@code grace}. */
    void close(Duration grace);

    @Override
    void close();
}
