package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.codec.JsonCodec;
import dev.penstock.engine.Engine;
import dev.penstock.engine.EngineOptions;
import dev.penstock.engine.Entrance.Accepted;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.CuttingProxy.Cut;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.store.Store;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * FAILURES 1: a run becomes durable in the hands of the worker that starts it, the answer is lost, and the outage lasts for
 * longer than the journal tries. There is no other worker, so nobody ends the lease under which the run is held.
 */
class LostStartTest extends EachStore {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final EngineOptions OPTIONS = EngineOptions.defaults().withLease(Duration.ofSeconds(1));
    private static final String MARK = "this-is-lost";

    private static final Workflow<String, String> ECHO =
            Workflow.define("echo", String.class, String.class, (input, run) -> "heard " + input);

    private static final Workflow<String, String> PARENT =
            Workflow.define("parent", String.class, String.class, (input, run) -> run.call(ECHO, MARK));

    private static final Workflow<String, String> ONGOING = Workflow.define(
            "ongoing",
            String.class,
            String.class,
            (input, run) -> input.equals(MARK) ? "went on" : run.continueAsNew(MARK));

    private Fixture direct;
    private CuttingProxy proxy;
    private PostgresStore store;
    private Engine engine;

    @BeforeEach
    void open() throws IOException {
        direct = create();
        proxy = new CuttingProxy(direct.database);
        store = proxy.open(JournalOptions.defaults().withLanes(1).withGiveUpAfter(Duration.ofSeconds(1)));
        engine = new Engine(store, List.of(ECHO, PARENT, ONGOING), new JsonCodec(), OPTIONS);
        // The lane connects at its first flush.
        outcomeOf(engine.start(Fixture.TENANT, ECHO, "warm-up", Start.options()));
    }

    @AfterEach
    void close() throws IOException {
        try (var theDatabase = direct;
                var theProxy = proxy) {
            engine.close(Duration.ZERO);
            store.close();
        }
    }

    @Test
    void startThatWasTakenForFailedIsExecuted() {
        proxy.cutNextAndStayAway(Cut.ANSWER, MARK);
        assertThatThrownBy(() -> engine.start(Fixture.TENANT, ECHO, MARK, Start.idempotencyKey("once")))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE));
        proxy.comeBack();

        var again = engine.start(Fixture.TENANT, ECHO, MARK, Start.idempotencyKey("once"));

        assertThat(outcomeOf(again)).isEqualTo("\"heard " + MARK + "\"");
    }

    @Test
    void childThatWasTakenForNotStartedIsExecuted() {
        proxy.cutNextAndStayAway(Cut.ANSWER, MARK);
        var parent = engine.start(Fixture.TENANT, PARENT, "x", Start.options());
        awaitLoss(parent);
        proxy.comeBack();

        assertThat(outcomeOf(parent)).isEqualTo("\"heard " + MARK + "\"");
    }

    @Test
    void continuationThatWasTakenForNotRecordedIsExecuted() {
        proxy.cutNextAndStayAway(Cut.ANSWER, MARK);
        var run = engine.start(Fixture.TENANT, ONGOING, "x", Start.options());
        awaitLoss(run);
        proxy.comeBack();

        assertThat(outcomeOf(run)).isEqualTo("\"went on\"");
    }

    /** Between the journal and its execution it looks the same to the first look that sees it. */
    @Test
    void startThatIsOnItsWayIsLeftAlone() {
        var twice = new CompletableFuture<@Nullable Void>();
        var slow = Workflow.define(
                "slow",
                String.class,
                String.class,
                (input, run) -> run.step("wait", String.class, () -> {
                    twice.get(SOON.toSeconds(), TimeUnit.SECONDS);
                    return input;
                }));
        try (var starting = new Engine(tellingLate(twice), List.of(slow), new JsonCodec(), OPTIONS)) {
            var run = starting.start(Fixture.TENANT, slow, "x", Start.options());

            assertThat(starting.await(run, SOON)).isPresent();
            assertThat(direct.store.status(run.key()).orElseThrow().epoch()).isOne();
        }
    }

    /** The store, that tells of a start at the first heartbeat after a look has seen it as a run of its worker. */
    private Store tellingLate(CompletableFuture<@Nullable Void> twice) {
        var seen = new AtomicBoolean();
        var later = new CompletableFuture<@Nullable Void>();
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxied, method, arguments) -> {
                    var answer = method.invoke(store, arguments);
                    switch (method.getName()) {
                        case "renew" -> {
                            if (seen.get()) {
                                later.complete(null);
                            }
                        }
                        case "held" -> {
                            if (!((List<?>) answer).isEmpty() && seen.getAndSet(true)) {
                                twice.complete(null);
                            }
                        }
                        case "start" -> {
                            return ((CompletableFuture<?>) answer).thenCombine(later, (verdict, told) -> verdict);
                        }
                        default -> {}
                    }
                    return answer;
                });
    }

    /** Until the journal has given up. */
    private void awaitLoss(Accepted run) {
        assertThat(run.endsHere()).succeedsWithin(SOON).isNull();
        assertThat(proxy.hasCut()).isTrue();
        assertThat(direct.value("select count(*) from penstock.run where input::text like '%" + MARK + "%'"))
                .isEqualTo(1L);
    }

    private String outcomeOf(Accepted run) {
        var outcome = engine.await(run, SOON);
        assertThat(outcome).as("the outcome of run %s", run.key()).isPresent();
        assertThat(outcome.orElseThrow().failure()).isNull();
        assertThat(outcome.orElseThrow().state()).isEqualTo(RunState.COMPLETED);
        return String.valueOf(outcome.orElseThrow().output());
    }
}
