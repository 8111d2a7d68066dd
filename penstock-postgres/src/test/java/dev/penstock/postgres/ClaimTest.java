package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.queue.Queue;
import dev.penstock.run.RunState;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.Look;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.store.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimTest extends EachStore {

    private Fixture at;

    @BeforeEach
    void open() {
        at = create();
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void mostUrgentComesFirstThenTheLongestDue() {
        var plain = start("plain", 5, Duration.ZERO);
        var later = start("later", 5, Duration.ZERO);
        var urgent = start("urgent", 9, Duration.ZERO);
        var last = start("last", 0, Duration.ZERO);

        assertThat(keys(at.claim(3))).containsExactly(urgent, plain, later);
        assertThat(keys(at.claim(3))).containsExactly(last);
    }

    @Test
    void moreIsToldWhileTheLimitIsReached() {
        IntStream.range(0, 3).forEach(i -> start("r" + i, 5, Duration.ZERO));

        assertThat(at.claim(2).more()).isTrue();
        assertThat(at.claim(2)).returns(false, Fixture.Taken::more);
    }

    @Test
    void notBeforeItIsDueAndToldWhenThatIs() {
        start("delayed", 5, Duration.ofMinutes(10));
        start("sooner", 1, Duration.ofMinutes(3));
        var unknown = newKey();
        await(at.store.start(new NewRun(
                unknown,
                "other",
                "1",
                false,
                null,
                null,
                Duration.ofSeconds(1),
                5,
                null,
                null,
                Map.of(),
                null,
                false,
                Queue.DEFAULT,
                false)));

        var claim = at.claim(10);

        assertThat(claim.runs()).isEmpty();
        assertThat(claim.nextDueIn()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    }

    @Test
    void onlyRegisteredVersionsAreTaken() {
        start("r", 5, Duration.ZERO);

        var claim = at.store.find(Fixture.look(List.of(new Look.Definition("order", "2")), 10));

        assertThat(claim.runs()).isEmpty();
        assertThat(claim.nextDueIn()).isNull();
    }

    @Test
    void parkedRunComesBackWithItsHistoryInTheOrderOfRecording() {
        var holding = at.begin();
        at.record(Entry.of(holding, step("z")));
        at.record(Entry.of(holding, step("a")));
        at.move(holding, new Transition.Wait(Due.NOW, null));

        var run = at.claim(10).runs().getFirst();

        assertThat(run.holding()).isEqualTo(new Holding(holding.run(), at.worker, 2));
        assertThat(run.input()).isEqualTo("{\"a\": 1}");
        assertThat(run.steps()).extracting(step -> step.key().name()).containsExactly("z", "a");
        assertThat(at.store.status(holding.run()).orElseThrow().state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void runOfTenThousandItemsComesBackWhole() {
        var holding = at.begin();
        var items = IntStream.rangeClosed(1, 10_000)
                .mapToObj(item -> StepWrite.completed(
                        StepKey.of("map", 1).atItem(item), StepKind.STEP, "{\"item\": %d}".formatted(item), item))
                .toList();
        at.record(new Entry(holding, items, List.of(), Map.of(), new Transition.Wait(Due.NOW, null)));

        var steps = at.claim(10).runs().getFirst().steps();

        assertThat(steps).extracting(step -> step.key().item()).hasSize(10_000).isSorted();
        assertThat(steps.get(4_711).result()).isEqualTo("{\"item\": 4712}");
    }

    @Test
    void endedWorkerGetsNothing() {
        start("r", 5, Duration.ZERO);
        at.store.leave(at.worker);

        assertThat(at.claim(10).runs()).isEmpty();
    }

    /** Taken and queued again between the look for candidates and the claim: claimed now, nobody would execute it. */
    @Test
    void candidateThatHasChangedHandsMeanwhileIsLeftAlone() {
        var run = newKey();
        await(at.store.start(queued(run)));

        var claimed = at.value("select count(*) from penstock.claim('acme', '" + at.worker.value()
                + "', array['acme'], array['acme'], array['" + run.id() + "'::uuid], array[7::bigint])");

        assertThat(claimed).isEqualTo(0L);
        assertThat(at.store.status(run).orElseThrow().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void twoStoresNeverGetTheSameRun() {
        var started = IntStream.range(0, 2_000)
                .mapToObj(i -> at.store.start(queued(newKey("tenant-" + i % 7))))
                .toList();
        started.forEach(Fixture::await);
        try (var other = Fixture.open(
                at.database,
                dev.penstock.store.StoreOptions.defaults(),
                dev.penstock.postgres.journal.JournalOptions.defaults())) {
            var otherWorker = other.join("other", Fixture.LEASE);

            var mine = CompletableFuture.supplyAsync(() -> claimAll(at.store, at.worker));
            var theirs = CompletableFuture.supplyAsync(() -> claimAll(other, otherWorker));

            var all = new ArrayList<>(await(mine));
            all.addAll(await(theirs));
            assertThat(all).hasSize(2_000).doesNotHaveDuplicates();
        }
    }

    private static List<RunKey> claimAll(PostgresStore store, WorkerId worker) {
        var claimed = new ArrayList<RunKey>();
        Fixture.Taken claim;
        do {
            claim = Fixture.claim(store, worker, 25, "order");
            claimed.addAll(keys(claim));
        } while (claim.more() || claim.nextDueIn() != null);
        return claimed;
    }

    private static List<RunKey> keys(Fixture.Taken claim) {
        return claim.runs().stream().map(ClaimedRun::holding).map(Holding::run).toList();
    }

    private RunKey start(String name, int priority, Duration delay) {
        var key = newKey();
        await(at.store.start(new NewRun(
                key,
                "order",
                "1",
                false,
                "\"" + name + "\"",
                null,
                delay,
                priority,
                null,
                null,
                Map.of(),
                null,
                false,
                Queue.DEFAULT,
                false)));
        return key;
    }

    @Test
    void historyTellsWhenEachStepWasRecorded() {
        var holding = at.begin();
        at.record(Entry.of(holding, step("a")));
        at.record(Entry.of(holding, step("b")));

        assertThat(at.store.steps(holding.run()))
                .extracting(StepRecord::recordedAt)
                .isSorted();
    }
}
