package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.failure;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static dev.penstock.postgres.Fixture.retrying;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Queue;
import dev.penstock.run.Page;
import dev.penstock.run.RunId;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookUpTest extends EachStore {

    private static final String OTHER = "other";

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
    void pagesTogetherAreTheWholeListNewestFirst() {
        // All of a flush are created at the same moment, so the order among them is the run's.
        var started = IntStream.range(0, 95)
                .mapToObj(i -> at.store.start(queued(newKey())))
                .toList();
        started.forEach(Fixture::await);

        var listed = pages(cursor ->
                at.store.list(List.of(Fixture.TENANT), after(RunQuery.all().withPageSize(10), cursor)));

        assertThat(listed).extracting(RunStatus::id).hasSize(95).doesNotHaveDuplicates();
        assertThat(listed).extracting(RunStatus::createdAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void pageThatIsJustFullIsTheLast() {
        IntStream.range(0, 10).forEach(i -> await(at.store.start(queued(newKey()))));

        assertThat(at.store.list(List.of(Fixture.TENANT), RunQuery.all().withPageSize(10)))
                .satisfies(page -> assertThat(page.items()).hasSize(10))
                .returns(null, Page::cursor);
        assertThat(at.store
                        .list(List.of(Fixture.TENANT), RunQuery.all().withPageSize(9))
                        .next())
                .isPresent();
    }

    @Test
    void eachFilterFindsItsOwn() {
        var failed = at.begin();
        at.move(failed, new Transition.Fail(failure()));
        var completed = at.begin();
        at.move(completed, new Transition.Complete("1"));
        var running = at.begin().run();
        var direct = start(true, Map.of("colour", "red", "size", "xl"));
        var red = start(false, Map.of("colour", "red"));

        assertThat(ids(RunQuery.all())).hasSize(5);
        assertThat(ids(RunQuery.all().withStates(RunState.FAILED)))
                .containsExactly(failed.run().id());
        assertThat(ids(RunQuery.all().withStates(RunState.FAILED, RunState.COMPLETED)))
                .containsExactlyInAnyOrder(failed.run().id(), completed.run().id());
        assertThat(ids(RunQuery.all().withStates(RunState.RUNNING))).containsExactly(running.id());
        assertThat(ids(RunQuery.all().withDirectOnly())).containsExactly(direct.id());
        assertThat(ids(RunQuery.all().withDirectOnly().withStates(RunState.FAILED)))
                .isEmpty();
        assertThat(ids(RunQuery.all().withAttribute("colour", "red"))).containsExactly(red.id(), direct.id());
        assertThat(ids(RunQuery.all().withAttribute("colour", "red").withAttribute("size", "xl")))
                .containsExactly(direct.id());
        assertThat(ids(RunQuery.all().withAttribute("colour", "red").withDirectOnly()))
                .containsExactly(direct.id());
        assertThat(ids(RunQuery.all().withAttribute("colour", "red").withStates(RunState.FAILED)))
                .isEmpty();
        assertThat(ids(RunQuery.all().withAttribute("colour", "blue"))).isEmpty();
        assertThat(ids(RunQuery.all().withWorkflow("tracked"))).containsExactly(red.id(), direct.id());
    }

    @Test
    void createdBoundsAreHalfOpen() {
        var first = at.begin().run();
        var second = at.begin().run();
        var from = at.store.status(first).orElseThrow().createdAt();
        var before = at.store.status(second).orElseThrow().createdAt();

        assertThat(ids(RunQuery.all().withCreated(from, before))).containsExactly(first.id());
        assertThat(ids(RunQuery.all().withCreated(before, null))).containsExactly(second.id());
        assertThat(ids(RunQuery.all().withCreated(null, before))).containsExactly(first.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "cnVucwox", "cmV0cnlpbmcKMQpY"})
    void cursorThatIsNoneIsRefused(String cursor) {
        assertThatThrownBy(() ->
                        at.store.list(List.of(Fixture.TENANT), RunQuery.all().after(cursor)))
                .satisfies(LookUpTest::isInvalidCursor);
        assertThatThrownBy(() -> at.store.retrying(List.of(Fixture.TENANT), false, 10, cursor))
                .satisfies(LookUpTest::isInvalidCursor);
        assertThatThrownBy(() -> at.store.timedOut(List.of(Fixture.TENANT), 10, cursor))
                .satisfies(LookUpTest::isInvalidCursor);
    }

    @Test
    void cursorOfAnotherListingIsRefused() {
        IntStream.range(0, 3).forEach(i -> at.begin());
        var cursor = at.store
                .list(List.of(Fixture.TENANT), RunQuery.all().withPageSize(1))
                .next()
                .orElseThrow();

        assertThatThrownBy(() -> at.store.retrying(List.of(Fixture.TENANT), false, 10, cursor))
                .satisfies(LookUpTest::isInvalidCursor);
        var number = Base64.getUrlEncoder()
                .encodeToString("retrying\n1\n%s\nname\nx\n0"
                        .formatted(newKey().id())
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThatThrownBy(() -> at.store.retrying(List.of(Fixture.TENANT), false, 10, number))
                .satisfies(LookUpTest::isInvalidCursor);
    }

    @Test
    void outcomeIsThatOfTheLastContinuation() {
        var first = at.begin();
        var second = new Holding(newKey(), at.worker, 1);
        at.move(first, new Transition.Continue(held(second.run(), at.worker)));
        at.move(second, new Transition.Complete("{\"n\": 2}"));

        assertThat(at.store.outcome(first.run()).orElseThrow())
                .returns(second.run().id(), outcome -> outcome.id())
                .returns("{\"n\": 2}", outcome -> outcome.output());
        assertThat(at.store.outcome(newKey())).isEmpty();
    }

    @Test
    void failureOfARunComesBackWhole() {
        var holding = at.begin();
        var failure = dev.penstock.failure.Failure.of(
                new IllegalStateException("nul \0 and \\u0000", new RuntimeException("why")));

        at.move(holding, new Transition.Fail(failure));

        var seen = at.store.outcome(holding.run()).orElseThrow().failure();
        assertThat(seen)
                .isNotNull()
                .returns("nul \ufffd and \\u0000", dev.penstock.failure.Failure::message)
                .returns(failure.stack(), dev.penstock.failure.Failure::stack)
                .returns(failure.cause(), dev.penstock.failure.Failure::cause);
    }

    @Test
    void stepsOfANameAreItsOccurrencesAndItems() {
        var holding = at.begin();
        at.record(Entry.of(holding, step("pack2")));
        at.record(new Entry(
                holding,
                List.of(item("pack", 2, 0), item("pack", 1, 2), item("pack", 1, 0), item("pack", 1, 1)),
                List.of(),
                Map.of(),
                null));

        assertThat(at.store.steps(holding.run(), "pack"))
                .extracting(step -> step.key().toString())
                .containsExactly("pack", "pack[1]", "pack[2]", "pack#2");
        assertThat(at.store.steps(holding.run(), "none")).isEmpty();
    }

    @Test
    void retriesAreListedSoonestFirst() {
        var keys = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            var holding = at.begin();
            var due = i % 5 == 0 ? Due.NOW : new Due.In(Duration.ofMinutes(i));
            at.record(Entry.of(holding, retrying("s" + i, false, due)));
            keys.add("s" + i);
        }
        var ended = at.begin();
        at.record(new Entry(
                ended,
                List.of(retrying("ended", false, Due.NOW)),
                List.of(),
                Map.of(),
                new Transition.Cancel(failure())));

        var all = pages(cursor -> at.store.retrying(List.of(Fixture.TENANT), false, 4, cursor));
        var due = pages(cursor -> at.store.retrying(List.of(Fixture.TENANT), true, 4, cursor));

        assertThat(all).extracting(step -> step.key().name()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(all).extracting(StepRecord::dueAt).isSorted();
        assertThat(due)
                .extracting(step -> step.key().name())
                .containsExactlyInAnyOrder("s0", "s5", "s10", "s15", "s20");
    }

    @Test
    void timeOutsAreListedNewestFirst() {
        for (int i = 0; i < 9; i++) {
            at.record(Entry.of(at.begin(), i % 3 == 0 ? step("in time") : timedOut("s" + i)));
        }

        var all = pages(cursor -> at.store.timedOut(List.of(Fixture.TENANT), 2, cursor));

        assertThat(all).extracting(step -> step.key().name()).containsExactly("s8", "s7", "s5", "s4", "s2", "s1");
    }

    /** Whoever asks for one tenant sees nothing of another, by whatever look-up. */
    @Test
    void tenantsNeverSeeEachOther() {
        var id = newKey().id();
        var mine = new RunKey(Fixture.TENANT, id);
        var theirs = new RunKey(OTHER, id);
        var holding = at.begin(mine);
        var their = at.begin(theirs);
        at.record(Entry.of(their, retrying("retry", false, Due.NOW)));
        at.record(Entry.of(their, timedOut("late")));
        at.record(new Entry(their, List.of(), List.of(), Map.of("colour", "red"), null));

        assertThat(at.store.steps(mine)).isEmpty();
        assertThat(at.store.steps(mine, "retry")).isEmpty();
        assertThat(at.store.retrying(List.of(Fixture.TENANT), false, 10, null).items())
                .isEmpty();
        assertThat(at.store.timedOut(List.of(Fixture.TENANT), 10, null).items()).isEmpty();
        assertThat(at.store.list(List.of(Fixture.TENANT), RunQuery.all()).items())
                .hasSize(1);
        assertThat(ids(RunQuery.all().withAttribute("colour", "red"))).isEmpty();

        at.move(their, new Transition.Fail(failure()));
        assertThat(ids(RunQuery.all().withStates(RunState.FAILED))).isEmpty();
        assertThat(at.store.status(mine).orElseThrow().state()).isEqualTo(RunState.RUNNING);
        at.store.cancel(mine);
        assertThat(at.store.outcome(mine).orElseThrow().state()).isEqualTo(RunState.RUNNING);
        at.move(holding, new Transition.Complete("\"mine\""));
        assertThat(at.store.outcome(theirs).orElseThrow().output()).isNull();
    }

    private RunKey start(boolean direct, Map<String, String> attributes) {
        var key = newKey();
        await(at.store.start(new NewRun(
                key,
                "tracked",
                "1",
                direct,
                null,
                null,
                Duration.ZERO,
                5,
                null,
                null,
                attributes,
                null,
                false,
                Queue.DEFAULT,
                false)));
        return key;
    }

    private List<RunId> ids(RunQuery query) {
        return at.store.list(List.of(Fixture.TENANT), query).items().stream()
                .map(RunStatus::id)
                .toList();
    }

    private static <T> List<T> pages(Function<@Nullable String, Page<T>> look) {
        var all = new ArrayList<T>();
        String cursor = null;
        do {
            var page = look.apply(cursor);
            all.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null);
        return all;
    }

    private static RunQuery after(RunQuery query, @Nullable String cursor) {
        return cursor == null ? query : query.after(cursor);
    }

    private static StepWrite item(String name, int occurrence, int item) {
        return StepWrite.completed(new StepKey(name, occurrence, item), StepKind.STEP, "1", 1);
    }

    private static StepWrite timedOut(String name) {
        return new StepWrite(
                StepKey.of(name, 1), StepKind.STEP, StepState.FAILED, false, null, failure(), null, null, true, 1);
    }

    private static void isInvalidCursor(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
    }
}
