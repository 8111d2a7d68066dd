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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Queue;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a flush writes and what it refuses, verdict by verdict. */
class AppendTest extends EachStore {

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
    void heldRunIsRunningAtEpochOne() {
        var key = newKey();

        assertThat(await(at.store.start(held(key, at.worker)))).isEqualTo(StartVerdict.STARTED);

        var status = status(key);
        assertThat(status.state()).isEqualTo(RunState.RUNNING);
        assertThat(status.epoch()).isOne();
        assertThat(status.startedAt()).isNotNull();
        assertThat(status.dueAt()).isNull();
    }

    @Test
    void queuedRunCarriesAllThatItWasStartedWith() {
        var key = newKey();
        var run = new NewRun(
                key,
                "order",
                "2",
                true,
                "{\"b\":2, \"b\":3}",
                null,
                Duration.ofMinutes(5),
                9,
                Duration.ofMinutes(30),
                "the key",
                Map.of("colour", "gr\u0000ün \\u0000"),
                null,
                false,
                Queue.DEFAULT,
                false);

        await(at.store.start(run));

        var status = status(key);
        assertThat(status)
                .returns(RunState.QUEUED, RunStatus::state)
                .returns("order", RunStatus::workflow)
                .returns("2", RunStatus::version)
                .returns(true, RunStatus::direct)
                .returns(9, RunStatus::priority)
                .returns(0L, RunStatus::epoch)
                .returns("the key", RunStatus::idempotencyKey)
                .returns(Map.of("colour", "gr\ufffdün \\u0000"), RunStatus::attributes);
        assertThat(Duration.between(status.createdAt(), status.dueAt())).isEqualTo(Duration.ofMinutes(5));
        assertThat(Duration.between(status.createdAt(), status.deadlineAt())).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void secondStartOfAKeyFindsTheFirst() {
        var key = newKey();

        assertThat(await(at.store.start(keyed(key, at.worker)))).isEqualTo(StartVerdict.STARTED);
        assertThat(await(at.store.start(keyed(key, at.worker)))).isEqualTo(StartVerdict.EXISTED);
        assertThat(await(at.store.start(keyed(key, null)))).isEqualTo(StartVerdict.EXISTED);
    }

    @Test
    void oneOfManyStartsOfAKeyAtOnceStarts() {
        var key = newKey();

        var verdicts = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> at.store.start(keyed(key, at.worker)))
                .toList();

        assertThat(verdicts.stream().map(Fixture::await))
                .containsOnlyOnce(StartVerdict.STARTED)
                .hasSize(50);
    }

    @Test
    void stepsComeBackAsTheyWereRecorded() {
        var holding = at.begin();
        var metadata = new StepMetadata(
                3, 5, 250L, List.of(new StepMetadata.FailedAttempt(1, 1000, "java.io.IOException: no")), null);
        var write = new StepWrite(
                new StepKey("charge", 2, 7),
                StepKind.TRANSACTION,
                StepState.FAILED,
                false,
                null,
                failure(),
                metadata,
                null,
                true,
                123);

        assertThat(at.record(Entry.of(holding, write))).isEqualTo(Verdict.RECORDED);

        assertThat(at.store.steps(holding.run()))
                .singleElement()
                .returns(holding.run().tenant(), StepRecord::tenant)
                .returns(holding.run().id(), StepRecord::run)
                .returns(write.key(), StepRecord::key)
                .returns(write.kind(), StepRecord::kind)
                .returns(write.state(), StepRecord::state)
                .returns(null, StepRecord::result)
                .returns(write.failure(), StepRecord::failure)
                .returns(metadata, StepRecord::metadata)
                .returns(true, StepRecord::timedOut)
                .returns(123L, StepRecord::durationMicros);
    }

    @Test
    void resultsAreKeptLetterByLetter() {
        var holding = at.begin();
        var json = "{ \"z\":1,  \"a\" : [1.0, 2e3], \"z\":\"\\u0000\" }";

        at.record(Entry.of(holding, step("verbatim", json)));

        assertThat(at.store.steps(holding.run()).getFirst().result()).isEqualTo(json);
    }

    @Test
    void wholeEntryIsWrittenOrNothingOfIt() {
        var holding = at.begin();
        var child = newKey();
        var stale = new Holding(holding.run(), at.worker, 2);
        var entry = new Entry(
                stale,
                List.of(step("a"), step("b")),
                List.of(child(child, holding.run(), null, false)),
                Map.of("seen", "yes"),
                waitFor(Duration.ofHours(1)));

        assertThat(at.record(entry)).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.store.steps(holding.run())).isEmpty();
        assertThat(at.store.status(child)).isEmpty();
        assertThat(status(holding.run()).attributes()).isEmpty();
        assertThat(status(holding.run()).state()).isEqualTo(RunState.RUNNING);

        assertThat(at.record(new Entry(holding, entry.steps(), entry.starts(), entry.attributes(), entry.transition())))
                .isEqualTo(Verdict.RECORDED);
        assertThat(at.store.steps(holding.run())).hasSize(2);
        assertThat(status(child).parent()).isEqualTo(holding.run().id());
        assertThat(status(holding.run()).attributes()).containsExactly(Map.entry("seen", "yes"));
        assertThat(status(holding.run()).state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void everyKindOfWriteIsRefusedAlone() {
        var run = at.begin().run();
        var stale = new Holding(run, at.worker, 7);

        assertThat(at.record(Entry.of(stale, step("a")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.record(Entry.of(stale, settling("a")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.record(new Entry(stale, List.of(), List.of(child(newKey(), run, null, false)), Map.of(), null)))
                .isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.record(new Entry(stale, List.of(), List.of(), Map.of("a", "b"), null)))
                .isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.move(stale, new Transition.Complete("1"))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.record(Entry.of(new Holding(run, new WorkerId(UUID.randomUUID()), 1), step("a"))))
                .isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.record(Entry.of(new Holding(newKey(), at.worker, 1), step("a"))))
                .isEqualTo(Verdict.SUPERSEDED);
    }

    @Test
    void nothingIsRecordedAfterTheEnd() {
        var holding = at.begin();
        at.move(holding, new Transition.Complete("1"));

        assertThat(at.record(Entry.of(holding, step("late")))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.move(holding, new Transition.Complete("2"))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.store.outcome(holding.run()).orElseThrow().output()).isEqualTo("1");
    }

    @Test
    void manyEntriesOfOneRunAtOnceKeepTheirOrder() {
        var holding = at.begin();

        var verdicts = List.of(
                at.store.record(Entry.of(holding, step("a"))),
                at.store.record(Entry.of(holding, retrying("b", false, Due.NOW))),
                at.store.record(Entry.of(holding, retrying("b", true, Due.NOW))),
                at.store.record(Entry.of(holding, settling("b"))),
                at.store.record(new Entry(holding, List.of(), List.of(), Map.of("n", "1"), null)),
                at.store.record(new Entry(holding, List.of(), List.of(), Map.of("n", "2"), null)),
                at.store.record(Entry.of(holding, new Transition.Complete("1"))),
                at.store.record(Entry.of(holding, step("late"))));

        assertThat(verdicts.stream().map(Fixture::await).toList())
                .startsWith(Verdict.RECORDED)
                .endsWith(Verdict.SUPERSEDED)
                .containsOnlyOnce(Verdict.SUPERSEDED);
        assertThat(at.store.steps(holding.run()))
                .extracting(one -> one.key().name(), StepRecord::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", StepState.COMPLETED),
                        org.assertj.core.groups.Tuple.tuple("b", StepState.COMPLETED));
        assertThat(status(holding.run()).attributes()).containsEntry("n", "2");
    }

    /** Among others in flushes, and no row of theirs is written with the next. */
    @Test
    void entryThatNoDatabaseCanTakeFailsAlone() {
        var holdings = IntStream.range(0, 30).mapToObj(i -> at.begin()).toList();
        var impossible = retrying("impossible", false, new Due.In(Duration.ofSeconds(Long.MIN_VALUE)));

        var verdicts = new ArrayList<CompletableFuture<Verdict>>();
        for (int i = 0; i < holdings.size(); i++) {
            verdicts.add(at.store.record(Entry.of(holdings.get(i), i == 7 ? impossible : step("a"))));
        }

        for (int i = 0; i < holdings.size(); i++) {
            var verdict = verdicts.get(i);
            if (i == 7) {
                assertThatThrownBy(() -> await(verdict)).satisfies(this::isRefused);
            } else {
                assertThat(await(verdict)).isEqualTo(Verdict.RECORDED);
            }
        }
        assertThat(at.record(Entry.of(holdings.get(7), step("b")))).isEqualTo(Verdict.RECORDED);
        assertThat(holdings)
                .allSatisfy(holding -> assertThat(at.store.steps(holding.run())).hasSize(1));
    }

    @Test
    void settledStepIsNeverReplaced() {
        var holding = at.begin();
        at.record(Entry.of(holding, step("a", "1")));

        assertThatThrownBy(() -> at.record(Entry.of(holding, step("a", "2")))).satisfies(this::isRefused);
        assertThatThrownBy(() -> at.record(Entry.of(holding, settling("a")))).satisfies(this::isRefused);
        assertThatThrownBy(() -> at.record(Entry.of(holding, settling("never begun"))))
                .satisfies(this::isRefused);
        assertThat(at.store.steps(holding.run())).singleElement().returns("1", StepRecord::result);
    }

    @Test
    void exactlyTheCulpritsFail() {
        var holdings = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> at.begin())
                .toList();

        var verdicts = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> at.store.record(Entry.of(
                        holdings.get(i),
                        switch (i) {
                            case 7 -> step("bad", "{not json");
                            case 150 -> step("bad", "\"nul \0\"");
                            case 299 -> step("bad", null + "x");
                            default -> step("good");
                        })))
                .toList();

        for (int i = 0; i < verdicts.size(); i++) {
            var verdict = verdicts.get(i);
            if (List.of(7, 150, 299).contains(i)) {
                var run = holdings.get(i).run();
                assertThatThrownBy(() -> await(verdict))
                        .satisfies(this::isRefused)
                        .hasMessageContaining(run.toString())
                        .hasMessageContaining("step bad");
            } else {
                assertThat(await(verdict)).isEqualTo(Verdict.RECORDED);
            }
        }
        assertThat(at.value("select count(*) from penstock.step")).isEqualTo(297L);
    }

    @Test
    void waitIsCappedByTheDeadline() {
        var key = newKey();
        await(at.store.start(new NewRun(
                key,
                "order",
                "1",
                false,
                null,
                at.worker,
                Duration.ZERO,
                5,
                Duration.ofMinutes(1),
                null,
                Map.of(),
                null,
                false,
                Queue.DEFAULT,
                false)));

        at.move(new Holding(key, at.worker, 1), waitFor(Duration.ofHours(1)));

        var status = status(key);
        assertThat(status.dueAt()).isEqualTo(status.deadlineAt());
    }

    @Test
    void timerNeverFiresEarly() {
        var holding = at.begin();
        var due = status(holding.run()).createdAt().plusSeconds(3600).plusNanos(1);

        at.move(holding, new Transition.Wait(new Due.At(due), null));

        assertThat(status(holding.run()).dueAt()).isAfter(due);
    }

    @Test
    void cancellationOfARunningRunIsToldWithItsNextRecord() {
        var holding = at.begin();
        var other = at.begin();
        at.record(Entry.of(holding, step("before")));

        assertThat(at.store.cancel(holding.run())).contains(RunState.RUNNING);

        assertThat(at.record(Entry.of(other, step("other")))).isEqualTo(Verdict.RECORDED);
        assertThat(at.record(Entry.of(holding, step("after")))).isEqualTo(Verdict.RECORDED_CANCEL_REQUESTED);
        assertThat(at.store.steps(holding.run())).hasSize(2);
        assertThat(at.store.renew(at.worker, Fixture.LEASE).cancelRequested()).containsExactly(holding.run());
    }

    @Test
    void runThatParksWhileItsCancellationIsRequestedIsDueAtOnce() {
        var holding = at.begin();
        at.store.cancel(holding.run());

        at.move(holding, waitFor(Duration.ofHours(1)));

        assertThat(at.claim(10).runs())
                .singleElement()
                .satisfies(run -> assertThat(run.cancelRequested()).isTrue());
    }

    @Test
    void continuationTakesOverParentDeadlineAndCancellation() {
        var parent = at.begin();
        var first = newKey();
        at.record(new Entry(
                parent,
                List.of(),
                List.of(new NewRun(
                        first,
                        "pack",
                        "1",
                        false,
                        null,
                        at.worker,
                        Duration.ZERO,
                        5,
                        Duration.ofMinutes(9),
                        null,
                        Map.of(),
                        parent.run().id(),
                        true,
                        Queue.DEFAULT,
                        false)),
                Map.of(),
                null));
        at.store.cancel(first);
        var next = newKey();

        at.move(new Holding(first, at.worker, 1), new Transition.Continue(held(next, at.worker)));

        var before = status(first);
        var after = status(next);
        assertThat(before.state()).isEqualTo(RunState.COMPLETED);
        assertThat(before.continuedAs()).isEqualTo(next.id());
        assertThat(after.parent()).isEqualTo(parent.run().id());
        assertThat(after.deadlineAt()).isEqualTo(before.deadlineAt());
        assertThat(after.cancelRequested()).isTrue();
    }

    @Test
    void releasedRunIsDueForAnybodyAtTheSameHistory() {
        var holding = at.begin();
        at.record(Entry.of(holding, step("a")));

        at.move(holding, new Transition.Release());

        assertThat(at.claim(10).runs()).singleElement().satisfies(run -> {
            assertThat(run.holding()).isEqualTo(new Holding(holding.run(), at.worker, 2));
            assertThat(run.steps()).extracting(StepRecord::key).containsExactly(StepKey.of("a", 1));
        });
    }

    @Test
    void queuedAndHeldRunsMayShareAFlush() {
        var keys =
                java.util.stream.IntStream.range(0, 100).mapToObj(i -> newKey()).toList();

        var verdicts = keys.stream()
                .map(key -> at.store.start(key.id().value().hashCode() % 2 == 0 ? queued(key) : held(key, at.worker)))
                .toList();

        assertThat(verdicts.stream().map(Fixture::await)).containsOnly(StartVerdict.STARTED);
    }

    private void isRefused(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.STORE_REFUSED));
    }

    private RunStatus status(RunKey run) {
        return at.store.status(run).orElseThrow();
    }
}
