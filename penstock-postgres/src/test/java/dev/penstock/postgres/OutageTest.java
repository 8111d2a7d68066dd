package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAILURES 1, from the database's side: it restarts, dies, stands still, stays away. */
class OutageTest {

    private static final int STEPS = 10;

    /** Under load the server is restarted or killed again and again; whoever was told so is recorded, exactly once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void restartLosesAndDoublesNothing(boolean kill) throws Exception {
        try (var server = TestServer.dedicated();
                var at = Fixture.create(TestDatabase.create(server), JournalOptions.defaults());
                var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var over = new AtomicBoolean();
            var finished = new AtomicInteger();
            var runs = new ArrayList<Future<List<Holding>>>();
            for (int i = 0; i < 64; i++) {
                runs.add(workers.submit(() -> {
                    var mine = new ArrayList<Holding>();
                    while (!over.get()) {
                        mine.add(execute(at));
                        finished.incrementAndGet();
                    }
                    return mine;
                }));
            }
            for (int restarts = 1; restarts <= 3; restarts++) {
                int before = finished.get();
                while (finished.get() < before + 200) {
                    Thread.onSpinWait();
                }
                if (kill) {
                    server.kill();
                }
                server.restart();
            }
            over.set(true);
            var all = new ArrayList<Holding>();
            for (var run : runs) {
                all.addAll(run.get(60, TimeUnit.SECONDS));
            }

            assertThat(all).doesNotHaveDuplicates();
            assertThat(at.value("select count(*) from penstock.run")).isEqualTo((long) all.size());
            assertThat(at.value("select count(*) from penstock.run where state = 'completed' and epoch = 1"))
                    .isEqualTo((long) all.size());
            assertThat(at.value("select count(*) from penstock.step")).isEqualTo((long) all.size() * STEPS);
        }
    }

    private static Holding execute(Fixture at) {
        var key = newKey();
        assertThat(await(at.store.start(held(key, at.worker)))).isEqualTo(StartVerdict.STARTED);
        var holding = new Holding(key, at.worker, 1);
        for (int i = 1; i <= STEPS; i++) {
            var write = StepWrite.completed(StepKey.of("step", i), StepKind.STEP, "1", 1);
            assertThat(at.record(Entry.of(holding, write))).isEqualTo(Verdict.RECORDED);
        }
        assertThat(at.move(holding, new Transition.Complete("1"))).isEqualTo(Verdict.RECORDED);
        return holding;
    }

    @Test
    void outageThatLastsTooLongFailsWhatIsPendingAndNoMore() throws Exception {
        try (var server = TestServer.dedicated();
                var at = Fixture.create(
                        TestDatabase.create(server),
                        JournalOptions.defaults().withGiveUpAfter(Duration.ofSeconds(1)))) {
            var holding = at.begin();
            server.kill();

            var lost = at.store.record(Entry.of(holding, step("lost")));
            assertThatThrownBy(() -> await(lost))
                    .satisfies(thrown -> isCoded(thrown, ErrorCode.STORE_UNREACHABLE))
                    .hasMessageContaining(holding.run().toString());
            assertThatThrownBy(() -> at.store.status(holding.run()))
                    .satisfies(thrown -> isCoded(thrown, ErrorCode.STORE_UNREACHABLE));
            server.restart();

            assertThat(at.record(Entry.of(holding, step("found")))).isEqualTo(Verdict.RECORDED);
            assertThat(at.store.steps(holding.run()))
                    .singleElement()
                    .satisfies(one -> assertThat(one.key().name()).isEqualTo("found"));
        }
    }

    @Test
    void callersWaitWhenTooMuchIsPending() throws Exception {
        try (var server = TestServer.dedicated();
                var at = Fixture.create(
                        TestDatabase.create(server),
                        JournalOptions.defaults().withLanes(1).withPendingEntries(5))) {
            var holding = at.begin();
            pause(server);
            var submitted = new AtomicInteger();

            var caller = CompletableFuture.supplyAsync(() -> {
                var verdicts = new ArrayList<CompletableFuture<Verdict>>();
                for (int i = 1; i <= 20; i++) {
                    var write = StepWrite.completed(StepKey.of("step", i), StepKind.STEP, "1", 1);
                    verdicts.add(at.store.record(Entry.of(holding, write)));
                    submitted.incrementAndGet();
                }
                return verdicts;
            });
            assertThatThrownBy(() -> caller.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            // Five wait, and what the lane had drained before is under way.
            assertThat(submitted.get()).isBetween(6, 10);
            server.resume();

            assertThat(await(caller).stream().map(Fixture::await)).hasSize(20).containsOnly(Verdict.RECORDED);
        }
    }

    @Test
    void closingFinishesWhatIsPendingAndTakesNothingMore() {
        var at = Fixture.create();
        try (var database = at.database) {
            var holding = at.begin();
            var pending = new ArrayList<CompletableFuture<Verdict>>();
            for (int i = 1; i <= 2_000; i++) {
                var write = StepWrite.completed(StepKey.of("step", i), StepKind.STEP, "1", 1);
                pending.add(at.store.record(Entry.of(holding, write)));
            }

            at.store.close();
            at.store.close();

            assertThat(pending.stream().map(Fixture::await)).containsOnly(Verdict.RECORDED);
            assertThatThrownBy(() -> at.record(Entry.of(holding, step("late"))))
                    .satisfies(thrown -> isCoded(thrown, ErrorCode.STORE_CLOSED));
            assertThatThrownBy(() -> at.store.status(holding.run()))
                    .satisfies(thrown -> isCoded(thrown, ErrorCode.STORE_CLOSED));
            assertThat(database).isNotNull();
        }
    }

    private static void pause(TestServer server) throws IOException, InterruptedException {
        server.pause();
    }

    private static void isCoded(Throwable thrown, ErrorCode code) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(code));
    }
}
