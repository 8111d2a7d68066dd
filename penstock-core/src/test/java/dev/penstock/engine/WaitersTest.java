package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.engine.Entrance.Accepted;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import dev.penstock.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitersTest {

    private static final int CALLERS = 200;

    /** What the store knows, and what it was asked. */
    private final Map<RunKey, RunOutcome> known = new ConcurrentHashMap<>();

    private final List<List<RunKey>> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> callers = new ArrayList<>();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final Waiters waiters = new Waiters((Store) Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "placeOf" -> ((RunKey) arguments[0]).tenant().equals("unreachable") ? 1 : 0;
                case "outcomes" -> outcomes(arguments[0]);
                default -> throw new UnsupportedOperationException(method.getName());
            }));

    @Test
    void thoseWhoComeWhileTheStoreIsAskedAreAskedForTogether() throws Exception {
        var runs = new ArrayList<RunKey>();
        var results = new ArrayList<CompletableFuture<Optional<RunOutcome>>>();
        for (int number = 0; number < CALLERS; number++) {
            runs.add(ended("acme", number));
            results.add(inBackground(runs.getLast(), null));
        }
        await(
                "somebody asks, and all others wait for their turn",
                () -> asked.size() == 1 && callers.stream().allMatch(WaitersTest::waits));

        answers.countDown();

        for (int number = 0; number < CALLERS; number++) {
            assertThat(results.get(number).get(30, TimeUnit.SECONDS)).contains(known.get(runs.get(number)));
        }
        assertThat(asked).hasSize(2);
        // Whoever asks first may do so for another one or two who have come by then.
        assertThat(asked.getFirst().size() + asked.getLast().size()).isEqualTo(CALLERS);
    }

    @Test
    void placeThatDoesNotAnswerKeepsOnlyItsOwnWaiting() throws Exception {
        answers.countDown();
        var lost = inBackground(ended("unreachable", 1), null);

        assertThat(inBackground(ended("acme", 2), null).get(30, TimeUnit.SECONDS))
                .isPresent();
        assertThatThrownBy(lost::join).hasCauseInstanceOf(PenstockException.class);
    }

    @Test
    void runThatDoesNotExistIsSaidToThoseWhoWaitForItAlone() throws Exception {
        answers.countDown();
        var unknown = new RunKey("acme", new RunId(new UUID(7, 7)));

        assertThatThrownBy(() -> waiters.await(new Accepted(unknown, null), null))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_NOT_FOUND));
    }

    @Test
    void whoWaitsForNoTimeIsToldWhetherItHasEnded() {
        answers.countDown();
        var run = running("acme", 1);

        assertThat(waiters.await(new Accepted(run, null), Duration.ZERO)).isEmpty();
        known.put(run, outcome(run, RunState.COMPLETED));
        assertThat(waiters.await(new Accepted(run, null), Duration.ZERO)).isPresent();
    }

    @Test
    void runThatEndsHereIsToldWithoutAsking() throws Exception {
        answers.countDown();
        var run = running("acme", 1);
        var result = inBackground(run, null);
        await("it was asked for", () -> !asked.isEmpty());

        waiters.finished(run, outcome(run, RunState.COMPLETED));

        assertThat(result.get(30, TimeUnit.SECONDS)).isPresent();
    }

    private Map<RunKey, RunOutcome> outcomes(Object runs) throws InterruptedException {
        var keys = ((List<?>) runs).stream().map(RunKey.class::cast).toList();
        if (keys.getFirst().tenant().equals("unreachable")) {
            throw new PenstockException(ErrorCode.STORE_UNREACHABLE, "nobody answers");
        }
        asked.add(keys);
        answers.await();
        var found = new HashMap<RunKey, RunOutcome>();
        for (var key : keys) {
            var outcome = known.get(key);
            if (outcome != null) {
                found.put(key, outcome);
            }
        }
        return found;
    }

    private RunKey ended(String tenant, int number) {
        return put(tenant, number, RunState.COMPLETED);
    }

    private RunKey running(String tenant, int number) {
        return put(tenant, number, RunState.RUNNING);
    }

    private RunKey put(String tenant, int number, RunState state) {
        var run = new RunKey(tenant, new RunId(new UUID(0, number)));
        known.put(run, outcome(run, state));
        return run;
    }

    private static RunOutcome outcome(RunKey run, RunState state) {
        return new RunOutcome(run.id(), "order", state, null, null);
    }

    private CompletableFuture<Optional<RunOutcome>> inBackground(RunKey run, @Nullable Duration atMost) {
        var result = new CompletableFuture<Optional<RunOutcome>>();
        callers.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(waiters.await(new Accepted(run, null), atMost));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }));
        return result;
    }

    private static boolean waits(Thread caller) {
        return caller.getState() == Thread.State.WAITING;
    }

    private static void await(String fact, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within 30 s: %s", fact).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
