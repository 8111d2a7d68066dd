package dev.penstock.postgres.journal;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.run.RunId;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.StepWrite;
import dev.penstock.store.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final int MANY = 4;
    private static final int LIMIT = 1_000;
    private static final int NOWHERE = -1;

    private Lanes lanes = with(Duration.ZERO);

    private static Lanes with(Duration moment) {
        return new Lanes(2, MANY, moment, 8, 1 << 20, run -> 0, () -> 3);
    }

    @Test
    void littleGoesTogetherWhateverItsLane() throws Exception {
        put(0, 1);
        put(1, 2);

        assertThat(take().parts().getFirst().pending()).hasSize(3);
    }

    @Test
    void aFlushTakesNoMoreThanItsLimit() throws Exception {
        put(0, 3);

        var taken = requireNonNull(lanes.take(2, Long.MAX_VALUE, NOWHERE));
        assertThat(taken.parts().getFirst().pending()).hasSize(2);

        assertThat(after(taken).parts().getFirst().pending()).hasSize(1);
    }

    @Test
    void muchGoesLaneByLane() throws Exception {
        put(0, MANY);
        put(1, MANY + 1);

        assertThat(take().parts().getFirst().pending()).hasSize(MANY + 1);
        assertThat(take().parts().getFirst().pending()).hasSize(MANY);
    }

    @Test
    void aLaneIsInOneFlushAtATime() throws Exception {
        put(0, 1);
        var first = take();
        put(0, 2 * MANY);

        var other = inBackground(this::take);
        assertThatThrownBy(() -> other.get(20, MILLISECONDS)).isInstanceOf(TimeoutException.class);

        assertThat(after(first).parts().getFirst().pending()).hasSize(2 * MANY);
        assertThat(other).isNotDone();
    }

    @Test
    void littleThatComesWhileAFlushIsUnderWayDoesNotWaitForOneThatTakesLong() throws Exception {
        put(0, 1);
        take();

        var second = inBackground(this::take);
        put(1, 1);

        assertThat(second.get(10, SECONDS).parts().getFirst().pending()).hasSize(1);
    }

    @Test
    void aFlushWaitsForThoseOfTheOneBefore() throws Exception {
        lanes = with(Duration.ofDays(1));
        put(0, 2);
        var first = take();
        put(1, 1);
        lanes.tells(2);
        var second = inBackground(() -> after(first));
        put(0, 1);
        assertThatThrownBy(() -> second.get(20, MILLISECONDS)).isInstanceOf(TimeoutException.class);

        put(1, 1);

        assertThat(second.get(10, SECONDS).parts().getFirst().pending()).hasSize(3);
    }

    @Test
    void aFlushWaitsOnlyAMoment() throws Exception {
        lanes = with(Duration.ofMillis(1));
        put(0, 2);
        var first = take();
        put(1, 1);
        lanes.tells(2);

        assertThat(after(first).parts().getFirst().pending()).hasSize(1);
    }

    @Test
    void aFlushDoesNotWaitForThoseWhoWereNotBackTheTimeBefore() throws Exception {
        lanes = with(Duration.ofDays(1));
        lanes.tells(2);
        lanes.tells(2);

        put(0, 1);

        assertThat(take().parts().getFirst().pending()).hasSize(1);
    }

    @Test
    void whoeverFindsNoRoomWaitsUntilThereIsSome() throws Exception {
        put(0, 8);
        var ninth = inBackground(() -> lanes.put(0, entry()));
        assertThatThrownBy(() -> ninth.get(20, MILLISECONDS)).isInstanceOf(TimeoutException.class);

        take();

        assertThat(ninth.get(10, SECONDS)).isTrue();
    }

    @Test
    void whatIsPutOffKeepsOnlyItsOwnLanesWaiting() throws Exception {
        put(0, 1);
        var lost = take();
        put(0, 1);
        lanes.done(lost, lost.parts(), SECONDS.toNanos(3_600));
        put(1, 2);

        assertThat(take().parts().getFirst().pending()).hasSize(2);
        var next = inBackground(this::take);
        assertThatThrownBy(() -> next.get(20, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void whatIsPutOffComesAgainBeforeWhatIsBehindIt() throws Exception {
        put(0, 1);
        var lost = take();
        put(0, 2);
        lanes.done(lost, lost.parts(), 1);

        assertThat(take()).isSameAs(lost);
        assertThat(after(lost).parts().getFirst().pending()).hasSize(2);
    }

    @Test
    void noNodeKeepsAllFlushesBusy() throws Exception {
        var ofNodes = new Lanes(4, 1, Duration.ZERO, 8, 1 << 20, run -> numberOf(run) % 2, () -> 1);
        ofNodes.put(0, entry(0));
        ofNodes.put(2, entry(2));
        var hanging = requireNonNull(ofNodes.take(LIMIT, Long.MAX_VALUE, NOWHERE));
        var other = inBackground(() -> ofNodes.take(LIMIT, Long.MAX_VALUE, NOWHERE));
        assertThatThrownBy(() -> other.get(20, MILLISECONDS)).isInstanceOf(TimeoutException.class);

        ofNodes.put(1, entry(1));

        assertThat(numberOf(requireNonNull(other.get(10, SECONDS))
                        .parts()
                        .getFirst()
                        .pending()
                        .getFirst()))
                .isOne();
        ofNodes.done(hanging, List.of(), 0);
    }

    @Test
    void whoeverWaitsForABusyNodeHearsThatNothingIsLeft() throws Exception {
        var ofNodes = new Lanes(4, 1, Duration.ZERO, 8, 1 << 20, run -> numberOf(run) % 2, () -> 1);
        ofNodes.put(0, entry(0));
        var first = requireNonNull(ofNodes.take(LIMIT, Long.MAX_VALUE, NOWHERE));
        ofNodes.put(2, entry(2));
        var waiting = inBackground(() -> ofNodes.take(LIMIT, Long.MAX_VALUE, NOWHERE) == null);
        ofNodes.close();
        assertThatThrownBy(() -> waiting.get(20, MILLISECONDS)).isInstanceOf(TimeoutException.class);

        ofNodes.done(first, List.of(), 0);
        var last = requireNonNull(ofNodes.take(LIMIT, Long.MAX_VALUE, NOWHERE));
        ofNodes.done(last, List.of(), 0);

        assertThat(ofNodes.take(LIMIT, Long.MAX_VALUE, NOWHERE)).isNull();
        assertThat(waiting.get(10, SECONDS)).isTrue();
    }

    @Test
    void threadTakesWhatIsNearAndElseWhateverThereIs() throws Exception {
        var ofNodes = new Lanes(4, 1, Duration.ZERO, 8, 1 << 20, run -> numberOf(run) % 2, () -> 3);
        for (int lane : List.of(0, 1, 2, 2, 3)) {
            ofNodes.put(lane, entry(lane));
        }

        assertThat(IntStream.range(0, 4).mapToObj(i -> nodeOfNext(ofNodes, 1))).containsExactly(1, 1, 0, 0);
    }

    private static int nodeOfNext(Lanes ofNodes, int near) {
        try {
            var taken = requireNonNull(ofNodes.take(LIMIT, Long.MAX_VALUE, near));
            return numberOf(taken.parts().getFirst().pending().getFirst()) % 2;
        } catch (InterruptedException nobodyInterruptsThis) {
            throw new IllegalStateException(nobodyInterruptsThis);
        }
    }

    @Test
    void closedLanesLetNothingInAndGiveOutWhatTheyHave() throws Exception {
        put(1, 2);
        lanes.close();

        assertThat(lanes.put(0, entry())).isFalse();
        var last = take();
        assertThat(last.parts().getFirst().pending()).hasSize(2);
        assertThat(next(last)).isNull();
    }

    @Test
    void everythingIsTakenOnceAndInTheOrderOfItsLane() throws Exception {
        int entries = 20_000;
        var order = IntStream.range(0, 2)
                .mapToObj(lane -> new ConcurrentLinkedQueue<Integer>())
                .toList();
        var takers = IntStream.range(0, 3)
                .mapToObj(at -> inBackground(() -> {
                    for (var taken = next(null); taken != null; taken = next(taken)) {
                        for (var pending : taken.parts().getFirst().pending()) {
                            int number = numberOf(pending);
                            order.get(number % 2).add(number);
                        }
                    }
                    return true;
                }))
                .toList();

        for (int number = 0; number < entries; number++) {
            lanes.put(number % 2, entry(number));
        }
        lanes.close();

        for (var taker : takers) {
            assertThat(taker.get(30, SECONDS)).isTrue();
        }
        for (int lane = 0; lane < 2; lane++) {
            int odd = lane;
            assertThat(order.get(lane))
                    .containsExactlyElementsOf(IntStream.range(0, entries)
                            .filter(number -> number % 2 == odd)
                            .boxed()
                            .toList());
        }
    }

    private Lanes.@Nullable Taken next(Lanes.@Nullable Taken done) throws InterruptedException {
        if (done != null) {
            lanes.done(done, List.of(), 0);
        }
        return lanes.take(LIMIT, Long.MAX_VALUE, NOWHERE);
    }

    private Lanes.Taken take() throws InterruptedException {
        return requireNonNull(next(null));
    }

    private Lanes.Taken after(Lanes.Taken done) throws InterruptedException {
        return requireNonNull(next(done));
    }

    private void put(int lane, int entries) throws InterruptedException {
        for (int i = 0; i < entries; i++) {
            assertThat(lanes.put(lane, entry())).isTrue();
        }
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static Pending entry() {
        return entry(1);
    }

    private static Pending entry(int number) {
        var holding = new Holding(new RunKey("acme", new RunId(new UUID(0, number))), new WorkerId(new UUID(0, 0)), 1);
        var step = StepWrite.completed(new StepKey("step", 1, 0), StepKind.STEP, null, 0);
        return new Pending.PendingEntry(Entry.of(holding, step), new CompletableFuture<>());
    }

    private static int numberOf(Pending pending) {
        return numberOf(pending.run());
    }

    private static int numberOf(RunKey run) {
        return (int) run.id().value().getLeastSignificantBits();
    }
}
