package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.child;
import static dev.penstock.postgres.Fixture.failure;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.keyed;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static dev.penstock.postgres.Fixture.retrying;
import static dev.penstock.postgres.Fixture.settling;
import static dev.penstock.postgres.Fixture.step;
import static dev.penstock.postgres.Fixture.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.CuttingProxy.Cut;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.run.RunState;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FAILURES 1: the connection is lost with a flush, before or after it became durable. */
class ResubmissionTest extends EachStore {

    private Fixture direct;
    private CuttingProxy proxy;
    private PostgresStore store;
    private WorkerId worker;

    @BeforeEach
    void open() throws IOException {
        direct = create();
        proxy = new CuttingProxy(direct.database);
        store = proxy.open(JournalOptions.defaults().withLanes(1));
        worker = direct.worker;
        // The lane connects at its first flush, and what is cut is the next exchange.
        await(store.start(queued(newKey("warm-up"))));
    }

    @AfterEach
    void close() throws IOException {
        try (var theDatabase = direct;
                var theProxy = proxy) {
            store.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepIsRecordedOnce(Cut half) {
        var holding = direct.begin();

        assertThat(cut(half, Entry.of(holding, step("a")))).isEqualTo(Verdict.RECORDED);

        assertThat(direct.store.steps(holding.run())).singleElement().returns(StepState.COMPLETED, StepRecord::state);
    }

    @ParameterizedTest
    @EnumSource
    void retryIsCountedOnceAndSettledOnce(Cut half) {
        var holding = direct.begin();
        direct.record(Entry.of(holding, retrying("a", false, Due.NOW)));

        assertThat(cut(half, Entry.of(holding, retrying("a", true, Due.NOW)))).isEqualTo(Verdict.RECORDED);
        assertThat(cut(half, Entry.of(holding, settling("a")))).isEqualTo(Verdict.RECORDED);

        assertThat(direct.store.steps(holding.run())).singleElement().returns(StepState.COMPLETED, StepRecord::state);
    }

    @ParameterizedTest
    @EnumSource
    void heldRunIsStillItsStarters(Cut half) {
        var key = newKey();

        assertThat(cutStart(half, held(key, worker))).isEqualTo(StartVerdict.STARTED);

        assertThat(direct.store.status(key).orElseThrow())
                .returns(RunState.RUNNING, status -> status.state())
                .returns(1L, status -> status.epoch());
    }

    @ParameterizedTest
    @EnumSource
    void queuedRunIsStarted(Cut half) {
        assertThat(cutStart(half, queued(newKey()))).isEqualTo(StartVerdict.STARTED);
    }

    @ParameterizedTest
    @EnumSource
    void firstHeldStartByKeyIsStillItsStarters(Cut half) {
        assertThat(cutStart(half, keyed(newKey(), worker))).isEqualTo(StartVerdict.STARTED);
    }

    @ParameterizedTest
    @EnumSource
    void secondStartByKeyIsNotTakenForTheFirst(Cut half) {
        var key = newKey();
        await(store.start(keyed(key, worker)));

        assertThat(cutStart(half, keyed(key, worker))).isEqualTo(StartVerdict.EXISTED);
    }

    @ParameterizedTest
    @EnumSource
    void startByKeyOfARunThatAnotherHoldsExisted(Cut half) {
        var key = newKey();
        await(direct.store.start(keyed(key, direct.store.join("other", Fixture.LEASE))));

        assertThat(cutStart(half, keyed(key, worker))).isEqualTo(StartVerdict.EXISTED);
    }

    @ParameterizedTest
    @EnumSource
    void wholeEntryIsDoneOnce(Cut half) {
        var holding = direct.begin();
        var child = newKey();
        var entry = new Entry(
                holding,
                List.of(step("a"), step("b")),
                List.of(child(child, holding.run(), null, false)),
                Map.of("n", "1"),
                new Transition.Wait(null, child.id()));

        assertThat(cut(half, entry)).isEqualTo(Verdict.RECORDED);

        assertThat(direct.store.steps(holding.run())).hasSize(2);
        assertThat(direct.store.status(holding.run()).orElseThrow())
                .returns(RunState.WAITING, status -> status.state())
                .returns(Map.of("n", "1"), status -> status.attributes())
                .returns(null, status -> status.dueAt());
    }

    @ParameterizedTest
    @EnumSource
    void everyEndIsReachedOnce(Cut half) {
        var ends = Map.of(
                new Transition.Complete("1"),
                RunState.COMPLETED,
                new Transition.Fail(failure()),
                RunState.FAILED,
                new Transition.Cancel(failure()),
                RunState.CANCELLED,
                new Transition.Release(),
                RunState.QUEUED,
                waitFor(Duration.ofHours(1)),
                RunState.WAITING);

        ends.forEach((transition, state) -> {
            var holding = direct.begin();
            assertThat(cut(half, Entry.of(holding, transition)))
                    .as("%s", transition)
                    .isEqualTo(Verdict.RECORDED);
            assertThat(direct.store.status(holding.run()).orElseThrow().state()).isEqualTo(state);
        });
    }

    @ParameterizedTest
    @EnumSource
    void continuationGoesOnOnce(Cut half) {
        var holding = direct.begin();
        var next = newKey();

        assertThat(cut(half, Entry.of(holding, new Transition.Continue(held(next, worker)))))
                .isEqualTo(Verdict.RECORDED);

        assertThat(direct.store.outcome(holding.run()).orElseThrow())
                .returns(next.id(), outcome -> outcome.id())
                .returns(RunState.RUNNING, outcome -> outcome.state());
    }

    @ParameterizedTest
    @EnumSource
    void staleHoldingIsStillRefused(Cut half) {
        var run = direct.begin().run();
        var stale = new Holding(run, worker, 9);

        assertThat(cut(half, Entry.of(stale, step("a")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(cut(half, Entry.of(stale, new Transition.Complete("1")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(direct.store.steps(run)).isEmpty();
    }

    /** The server goes on with the lost attempt while the next one arrives: they meet on the rows. */
    @Test
    void lostAttemptThatIsStillUnderWayIsWaitedFor() throws Exception {
        var holding = direct.begin();
        direct.record(Entry.of(holding, retrying("a", false, Due.NOW)));
        try (var stranger = direct.database.connect()) {
            stranger.setAutoCommit(false);
            Fixture.execute(stranger, "select from penstock.step where tenant = 'acme' for update");
            proxy.cutNext(Cut.ANSWER, Fixture.TENANT);

            var recorded = store.record(new Entry(
                    holding, List.of(settling("a"), step("b")), List.of(), Map.of(), new Transition.Complete("1")));
            direct.awaitWaitingForALock(1);
            proxy.loseAll();
            direct.awaitWaitingForALock(2);
            stranger.rollback();

            assertThat(await(recorded)).isEqualTo(Verdict.RECORDED);
            assertThat(direct.store.steps(holding.run())).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void claimWhoseAnswerIsLostIsNotLost(Cut half) {
        var keys = List.of(newKey(), newKey());
        keys.forEach(key -> await(direct.store.start(queued(key))));
        assertThat(Fixture.claim(store, worker, 2, "order").runs()).hasSize(2);

        // What is cut is the claim itself: the look for candidates before it names no tenant.
        proxy.cutNext(half, Fixture.TENANT);
        var claim = Fixture.claim(store, worker, 1, "order");

        assertThat(proxy.hasCut()).isTrue();
        assertThat(claim.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.holding().epoch()).isOne());
        assertThat(Fixture.claim(store, worker, 1, "order").runs()).isEmpty();
    }

    private Verdict cut(Cut half, Entry entry) {
        proxy.cutNext(half, Fixture.TENANT);
        var verdict = await(store.record(entry));
        assertThat(proxy.hasCut()).isTrue();
        return verdict;
    }

    private StartVerdict cutStart(Cut half, dev.penstock.store.NewRun run) {
        proxy.cutNext(half, Fixture.TENANT);
        var verdict = await(store.start(run));
        assertThat(proxy.hasCut()).isTrue();
        return verdict;
    }
}
