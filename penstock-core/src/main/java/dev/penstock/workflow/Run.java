package dev.penstock.workflow;

import dev.penstock.codec.PayloadType;
import dev.penstock.run.RunId;
import dev.penstock.step.First;
import dev.penstock.step.MapOptions;
import dev.penstock.step.MapResult;
import dev.penstock.step.Results;
import dev.penstock.step.Retry;
import dev.penstock.step.Step;
import dev.penstock.step.StepOptions;
import dev.penstock.step.TransactionFunction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * What workflow code holds while it executes: everything durable goes through here.
 *
 * <p>Threads: only the run's own thread may call it; another thread → {@code PEN-1008}, a call from inside a step's
 * function → {@code PEN-1009}. Only {@link #idempotencyKey()}, {@link #id()}, {@link #tenant()} and
 * {@link #storedTenant()} may be called anywhere. Transaction: every call is durable, in a commit shared with other runs, before it returns. Cost: one row
 * and a share of one statement, unless said otherwise.
 *
 * <p>Errors of every call: the history contradicts it → {@code PEN-1007}; the run was cancelled → {@code PEN-2002}; a
 * result that cannot be serialised, is too large, or cannot be read back → {@code PEN-1005}, {@code PEN-1004},
 * {@code PEN-1006}, and the step is not recorded.
 */
public interface Run {

    RunId id();

    /** The tenant's name. */
    String tenant();

    /**
     * What stands in the column {@code tenant} of this run's rows: the tenant's name, or its bucket when the tenant is
     * spread. Rows of the application that a transactional step writes carry this, so that on Citus they are on the
     * shard of the run.
     */
    String storedTenant();

    /** Which version of the workflow this run began with. */
    String version();

    /**
     * Runs a step, or returns what it returned the first time.
     *
     * <p>Shape: the result went through the codec once, so a first execution and a replay see the same. Errors: the
     * step failed for good → {@link dev.penstock.failure.StepFailedException}.
     */
    <T> T step(Step<T> step);

    default <T> T step(String name, Class<T> type, Callable<T> function) {
        return step(Step.of(name, type, function));
    }

    default <T> T step(String name, Class<T> type, StepOptions options, Callable<T> function) {
        return step(Step.of(name, type, function).with(options));
    }

    default <T> T step(String name, Class<T> type, Retry retry, Callable<T> function) {
        return step(Step.of(name, type, function).with(retry));
    }

    /** A step without a result. */
    default void step(String name, Action action) {
        step(Step.of(name, Void.class, () -> {
            action.run();
            return null;
        }));
    }

    /** A step without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /**
     * Runs a step whose writes to the application's tables and whose record become durable in one commit: exactly once.
     *
     * <p>Transaction: one of its own, on a connection to the store's database; rolled back and tried again as {@code
     * options} say when the function throws. Cost: the function's statements, one statement and one commit.
     */
    <T> T transaction(String name, PayloadType<T> type, StepOptions options, TransactionFunction<T> function);

    default <T> T transaction(String name, Class<T> type, TransactionFunction<T> function) {
        return transaction(name, PayloadType.of(type), StepOptions.defaults(), function);
    }

    default <T> T transaction(String name, Class<T> type, StepOptions options, TransactionFunction<T> function) {
        return transaction(name, PayloadType.of(type), options, function);
    }

    /** Runs steps side by side and returns their results in order; throws the first failure in that order once all settled. */
    <T> List<T> all(List<Step<T>> steps);

    /** Like {@link #all(List)} for steps of different types. */
    Results all(Step<?>... steps);

    /**
     * Runs steps side by side until one settles; which one is recorded, the others are interrupted and not recorded.
     */
    <T> First<T> any(List<Step<T>> steps);

    /**
     * Runs steps side by side until one completes and returns its result; which one is recorded, the others are
     * interrupted and not recorded. Errors: all failed → {@code PEN-2006} with the failures suppressed.
     */
    <T> T firstSuccess(List<Step<T>> steps);

    /**
     * Runs a step for every item, some at a time, with a record for each item.
     *
     * <p>Shape: 0 to 100,000 items, the same number in the same order on a replay. Errors: more failures than tolerated
     * → {@link dev.penstock.failure.StepFailedException}, after the items under way have settled.
     */
    <I, T> MapResult<T> map(
            String name, List<I> items, PayloadType<T> type, MapOptions options, ItemFunction<I, T> function);

    default <I, T> MapResult<T> map(
            String name, List<I> items, Class<T> type, MapOptions options, ItemFunction<I, T> function) {
        return map(name, items, PayloadType.of(type), options, function);
    }

    /** Goes on not before {@code duration} has passed on the database clock; longer than a moment, the run leaves memory. */
    default void sleep(Duration duration) {
        sleep("sleep", duration);
    }

    void sleep(String name, Duration duration);

    /** Goes on not before {@code instant} on the database clock. */
    void sleepUntil(String name, Instant instant);

    /** The time, the same on every replay. Units: milliseconds, close to the database clock. */
    Instant now();

    /** A number from 0 to below 1, the same on every replay. */
    double random();

    /** A random identifier, the same on every replay. */
    UUID uuid();

    /** Starts a child run; it is started exactly once. */
    <I, O> Child<O> start(String name, Workflow<I, O> workflow, I input, ChildOptions options);

    default <I, O> Child<O> start(Workflow<I, O> workflow, I input) {
        return start(workflow.name(), workflow, input, ChildOptions.defaults());
    }

    /** Starts a child run that goes on whatever becomes of this one. */
    default <I, O> Child<O> detach(Workflow<I, O> workflow, I input) {
        return start(workflow.name(), workflow, input, ChildOptions.defaults().withDetached());
    }

    /** Starts a child run and waits for its output, see {@link Child#result()}. */
    default <I, O> O call(Workflow<I, O> workflow, I input) {
        return start(workflow, input).result();
    }

    /**
     * Ends this run and goes on as a new one of the same workflow with an empty history: {@code return
     * run.continueAsNew(next)}. Handles follow to the new run. Never returns.
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // O lets `return run.continueAsNew(next)` fit any workflow
    <O> O continueAsNew(Object input);

    /** Sets something to find the run by, see {@link dev.penstock.run.RunQuery#withAttribute}. */
    void attribute(String key, String value);

    /**
     * Inside a step's function: the same for every attempt of this step and for no other; elsewhere the run's own.
     * Hand it to systems that recognise repeated requests.
     */
    String idempotencyKey();
}
