package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.limited;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static dev.penstock.postgres.Fixture.retrying;
import static dev.penstock.postgres.Fixture.settling;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.queue.Queue;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAILURES 4: a worker that was given up writes on. */
class FencingTest extends EachStore {

    private Fixture at;
    private WorkerId zombie;
    private Holding holding;

    @BeforeEach
    void open() {
        at = create();
        zombie = at.store.join("zombie", Fixture.LEASE);
        var key = newKey();
        await(at.store.start(held(key, zombie)));
        holding = new Holding(key, zombie, 1);
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void zombieIsToldThatItIsOne() {
        giveUp();

        assertThat(at.store.takeOver(at.worker)).isOne();

        assertThat(at.record(Entry.of(holding, step("late")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.store.renew(zombie, Fixture.LEASE).held()).isFalse();
        assertThat(at.claim(10).runs())
                .singleElement()
                .satisfies(run -> assertThat(run.holding().epoch()).isEqualTo(3));
    }

    @Test
    void takeOverWaitsForAFlushUnderWay() throws SQLException {
        at.record(Entry.of(holding, retrying("a", false, Due.NOW)));
        giveUp();
        try (var stranger = blockingSteps()) {
            var flush = at.store.record(Entry.of(holding, settling("a")));
            at.awaitWaitingForALock(1);

            var takeOver = CompletableFuture.supplyAsync(() -> at.store.takeOver(at.worker));
            at.awaitWaitingForALock(2);
            assertThat(takeOver).isNotDone();
            stranger.rollback();

            assertThat(await(flush)).isEqualTo(Verdict.RECORDED);
            assertThat(await(takeOver)).isOne();
        }
        assertThat(at.claim(10).runs())
                .singleElement()
                .satisfies(run ->
                        assertThat(run.steps()).extracting(StepRecord::state).containsExactly(StepState.COMPLETED));
    }

    @Test
    void flushThatComesDuringATakeOverFindsItsFenceDown() throws SQLException {
        giveUp();
        try (var stranger = at.database.connect()) {
            stranger.setAutoCommit(false);
            Fixture.execute(stranger, "select from penstock.run where tenant = 'acme' for update");
            var takeOver = CompletableFuture.supplyAsync(() -> at.store.takeOver(at.worker));
            at.awaitWaitingForALock(1);

            var flush = at.store.record(Entry.of(holding, step("late")));
            at.awaitWaitingForALock(2);
            stranger.rollback();

            assertThat(await(takeOver)).isOne();
            assertThat(await(flush)).isEqualTo(Verdict.SUPERSEDED);
        }
        assertThat(at.store.steps(holding.run())).isEmpty();
    }

    @Test
    void whatAZombieStartsOrClaimsIsTakenToo() {
        await(at.store.start(queued(newKey())));
        giveUp();
        at.store.takeOver(at.worker);

        await(at.store.start(held(newKey(), zombie)));
        assertThat(at.claim(zombie, 10).runs()).isEmpty();

        assertThat(at.store.takeOver(at.worker)).isOne();
        assertThat(at.claim(10).runs()).hasSize(3);
    }

    /** Its part of the limit may be another's by now. */
    @ParameterizedTest
    @ValueSource(strings = {Queue.DEFAULT, "mail"})
    void whatAZombieStartsUnderALimitIsForOthers(String queue) {
        giveUp();
        at.store.takeOver(at.worker);
        var run = newKey();

        assertThat(await(at.store.start(limited(run, zombie, queue)))).isEqualTo(StartVerdict.EXISTED);

        assertThat(at.store.status(run).orElseThrow())
                .returns(RunState.QUEUED, RunStatus::state)
                .returns(0L, RunStatus::epoch)
                .returns(queue, RunStatus::queue);
    }

    @Test
    void workerThatStandsStillInsideItsTransactionIsCutOff() throws Exception {
        assumeTrue(on == TestStore.POSTGRES, "what is locked there is another thing: CitusFenceTest");
        try (var stranger = at.database.connect()) {
            stranger.setAutoCommit(false);
            // Like a transactional step whose process stops between its record and its commit.
            try (var lock = stranger.prepareStatement("select pg_advisory_xact_lock_shared(penstock.worker_lock(?))")) {
                lock.setObject(1, zombie.value());
                lock.execute();
            }
            giveUp();

            assertThat(at.store.takeOver(at.worker)).isOne();

            assertThat(stranger.isValid(1)).isFalse();
        }
    }

    @Test
    void leaseThatWasRenewedStands() {
        giveUp();
        assertThat(at.store.renew(zombie, Fixture.LEASE).held()).isTrue();

        assertThat(at.store.takeOver(at.worker)).isZero();

        assertThat(at.record(Entry.of(holding, step("in time")))).isEqualTo(Verdict.RECORDED);
    }

    @Test
    void whoLeavesHandsItsRunsBack() {
        at.store.leave(zombie);

        assertThat(at.claim(10).runs())
                .singleElement()
                .satisfies(run -> assertThat(run.holding().run()).isEqualTo(holding.run()));
        assertThat(at.store.renew(zombie, Fixture.LEASE).held()).isFalse();
    }

    @Test
    void finishedAndParkedRunsAreLeftAlone() {
        at.move(holding, new Transition.Complete("1"));
        var parked = newKey();
        await(at.store.start(held(parked, zombie)));
        at.move(new Holding(parked, zombie, 1), Fixture.waitFor(Duration.ofHours(1)));
        giveUp();

        assertThat(at.store.takeOver(at.worker)).isZero();

        assertThat(at.store.status(holding.run()).orElseThrow().state()).isEqualTo(RunState.COMPLETED);
        assertThat(at.store.status(parked).orElseThrow().state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void renewalTellsTheDatabasesTime() {
        var told = at.store.renew(at.worker, Fixture.LEASE).databaseTime();

        assertThat(at.value("select abs(extract(epoch from now() - timestamptz '%s')) < 60".formatted(told)))
                .isEqualTo(true);
        assertThat(at.store
                        .renew(new WorkerId(UUID.randomUUID()), Fixture.LEASE)
                        .held())
                .isFalse();
    }

    @Test
    void noLeaseRunsOutBeforeTheDatabaseHasBeenUpForItsTime() {
        at.execute("update penstock.worker set expires_at = now() - interval '1 s' where worker_id = '" + zombie + "'");

        assertThat(at.store.takeOver(at.worker)).isZero();

        assertThat(at.store.renew(zombie, Fixture.LEASE).held()).isTrue();
    }

    private void giveUp() {
        at.execute("update penstock.worker set expires_at = now() - interval '1 s', lease_us = 1 where worker_id = '"
                + zombie + "'");
    }

    private Connection blockingSteps() throws SQLException {
        var stranger = at.database.connect();
        stranger.setAutoCommit(false);
        Fixture.execute(stranger, "select from penstock.step where tenant = 'acme' for update");
        return stranger;
    }
}
