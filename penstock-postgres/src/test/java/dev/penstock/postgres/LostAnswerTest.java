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

import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.run.RunState;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.ClaimRequest;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.NewRun;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
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

/** The database commits and the connection is lost before it can say so (FAILURES 1): done once, and told as done. */
class LostAnswerTest {

    private final Fixture at = Fixture.create();
    private Line line;
    private Store store;
    private WorkerId worker;

    @BeforeEach
    void open() throws IOException {
        line = new Line(at.database);
        var source = new StoreSource.Url(line.jdbcUrl(), at.database.user(), at.database.password());
        store = new PostgresStoreProvider().open(source, StoreOptions.defaults(), JournalOptions.defaults());
        worker = store.join("cut off", Fixture.LEASE);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        line.close();
        at.close();
    }

    @Test
    void stepIsRecordedOnce() {
        var holding = begin();

        assertThat(recordUnanswered(Entry.of(holding, step("charge")))).isEqualTo(Verdict.RECORDED);

        assertThat(store.steps(holding.run())).hasSize(1);
        assertThat(await(store.record(Entry.of(holding, step("ship"))))).isEqualTo(Verdict.RECORDED);
    }

    @Test
    void stepThatReplacesItsRecordIsRecordedOnce() {
        var holding = begin();
        await(store.record(Entry.of(holding, retrying("charge", false, Due.NOW))));

        assertThat(recordUnanswered(Entry.of(holding, settling("charge")))).isEqualTo(Verdict.RECORDED);

        assertThat(store.steps(holding.run()))
                .singleElement()
                .returns(StepState.COMPLETED, StepRecord::state)
                .returns("7", StepRecord::result);
    }

    @Test
    void childIsStartedOnceWithTheStepThatRecordsIt() {
        var holding = begin();
        var child = newKey();
        var entry = new Entry(
                holding,
                List.of(step("pack")),
                List.of(child(child, holding.run(), worker, false)),
                Map.of("seen", "yes"),
                waitFor(Duration.ofHours(1)));

        assertThat(recordUnanswered(entry)).isEqualTo(Verdict.RECORDED);

        assertThat(at.value("select count(*) from penstock.run where parent_run_id is not null"))
                .isEqualTo(1L);
        assertThat(store.status(child).orElseThrow().state()).isEqualTo(RunState.RUNNING);
        assertThat(store.status(holding.run()).orElseThrow().attributes()).containsEntry("seen", "yes");
    }

    @Test
    void everyEndIsRecordedOnce() {
        var next = newKey();
        for (var end : List.of(
                new Transition.Complete("1"),
                new Transition.Fail(failure()),
                new Transition.Cancel(failure()),
                new Transition.Release(),
                waitFor(Duration.ofHours(1)),
                new Transition.Continue(held(next, worker)))) {
            assertThat(recordUnanswered(Entry.of(begin(), end))).as("%s", end).isEqualTo(Verdict.RECORDED);
        }
        assertThat(at.value("select count(*) from penstock.run where worker is not null and state = 'running'"))
                .as("the run that continues another")
                .isEqualTo(1L);
    }

    @Test
    void runThatWasInsertedIsToldAsStarted() {
        for (var run : List.of(held(newKey(), worker), queued(newKey()), keyed(newKey(), worker))) {
            assertThat(startUnanswered(run)).as("%s", run).isEqualTo(StartVerdict.STARTED);
        }
        assertThat(at.value("select count(*) from penstock.run")).isEqualTo(3L);
    }

    @Test
    void runThatWasThereBeforeIsNotToldAsStarted() {
        var key = newKey();
        await(store.start(keyed(key, worker)));

        assertThat(startUnanswered(keyed(key, worker))).isEqualTo(StartVerdict.EXISTED);
    }

    @Test
    void whoeverIsSupersededStaysSo() {
        var holding = begin();
        var stale = new Holding(holding.run(), worker, 7);

        assertThat(recordUnanswered(Entry.of(stale, step("charge")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(recordUnanswered(Entry.of(stale, new Transition.Complete("1"))))
                .isEqualTo(Verdict.SUPERSEDED);
        assertThat(store.steps(holding.run())).isEmpty();
    }

    @Test
    void transactionIsNotRepeatedWhenItsCommitWentThrough() throws Exception {
        at.execute("create table shipment (id bigint generated always as identity)");
        var holding = begin();

        var verdict = store.transact(holding, connection -> {
            Fixture.execute(connection, "insert into shipment default values");
            line.loseAnswerTo("COMMIT");
            return step("ship");
        });

        assertThat(verdict).isEqualTo(Verdict.RECORDED);
        assertThat(line.hasLostIt()).isTrue();
        assertThat(at.value("select count(*) from shipment")).isEqualTo(1L);
        assertThat(store.steps(holding.run())).hasSize(1);
    }

    @Test
    void transactionIsRepeatedWhenItNeverCameToItsCommit() throws Exception {
        at.execute("create table shipment (id bigint generated always as identity)");
        var holding = begin();
        line.loseAnswerTo("insert into shipment");

        var verdict = store.transact(holding, connection -> {
            Fixture.execute(connection, "insert into shipment default values");
            return step("ship");
        });

        assertThat(verdict).isEqualTo(Verdict.RECORDED);
        assertThat(line.hasLostIt()).isTrue();
        assertThat(at.value("select count(*) from shipment")).isEqualTo(1L);
    }

    @Test
    void claimedRunsAreHandedOutAllTheSame() {
        var key = newKey();
        await(store.start(queued(key)));
        line.loseAnswerTo("penstock.claim(");

        var claim = store.claim(new ClaimRequest(worker, List.of(new ClaimRequest.Definition("order", "1")), 10));

        assertThat(line.hasLostIt()).isTrue();
        assertThat(claim.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.holding()).isEqualTo(new Holding(key, worker, 1)));
    }

    private Holding begin() {
        var key = newKey();
        assertThat(await(store.start(held(key, worker)))).isEqualTo(StartVerdict.STARTED);
        return new Holding(key, worker, 1);
    }

    private Verdict recordUnanswered(Entry entry) {
        line.loseAnswerTo(Fixture.TENANT);
        var verdict = await(store.record(entry));
        assertThat(line.hasLostIt()).isTrue();
        return verdict;
    }

    private StartVerdict startUnanswered(NewRun run) {
        line.loseAnswerTo(Fixture.TENANT);
        var verdict = await(store.start(run));
        assertThat(line.hasLostIt()).isTrue();
        return verdict;
    }
}
