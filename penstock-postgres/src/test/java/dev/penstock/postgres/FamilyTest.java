package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.child;
import static dev.penstock.postgres.Fixture.failure;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static dev.penstock.postgres.Fixture.step;
import static dev.penstock.postgres.Fixture.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.failure.ErrorCode;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FAILURES 7 and 8: what the end of one run means for its parent and its children. */
class FamilyTest extends EachStore {

    static final List<Transition> ENDS =
            List.of(new Transition.Complete("1"), new Transition.Fail(failure()), new Transition.Cancel(failure()));

    private Fixture at;

    @BeforeEach
    void open() {
        at = create();
    }

    @AfterEach
    void close() {
        at.close();
    }

    @ParameterizedTest
    @FieldSource("ENDS")
    void parentThatWaitsIsDueWhenItsChildEnds(Transition end) {
        var parent = at.begin();
        var child = beginChild(parent);
        at.move(parent, new Transition.Wait(null, child.run().id()));
        assertThat(at.claim(10).runs()).isEmpty();

        at.move(child, end);

        assertThat(isDue(parent.run())).isTrue();
    }

    @ParameterizedTest
    @FieldSource("ENDS")
    void parentThatParksAfterItsChildEndedIsDue(Transition end) {
        var parent = at.begin();
        var child = beginChild(parent);
        at.move(child, end);

        at.move(parent, new Transition.Wait(null, child.run().id()));

        assertThat(isDue(parent.run())).isTrue();
    }

    @Test
    void parentIsDueThoughBothCameInOneFlushOrInTwoAtOnce() {
        var parents = new ArrayList<RunKey>();
        var verdicts = new ArrayList<CompletableFuture<Verdict>>();
        var families = Stream.generate(() -> {
                    var parent = at.begin();
                    return Map.entry(parent, beginChild(parent));
                })
                .limit(200)
                .toList();
        for (var family : families) {
            var parent = family.getKey();
            var child = family.getValue();
            var park = Entry.of(parent, new Transition.Wait(null, child.run().id()));
            var end = Entry.of(child, new Transition.Complete("1"));
            boolean parkFirst = parents.size() % 2 == 0;
            verdicts.add(at.store.record(parkFirst ? park : end));
            verdicts.add(at.store.record(parkFirst ? end : park));
            parents.add(parent.run());
        }

        assertThat(verdicts.stream().map(Fixture::await)).containsOnly(Verdict.RECORDED);
        assertThat(parents).allMatch(this::isDue);
    }

    /** Both transactions are held up on the parent's row and let go at once, in either order of arrival. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void parentIsDueWhenParkAndEndMeet(boolean parkFirst) throws SQLException {
        assumeTrue(on == TestStore.POSTGRES, "on Citus all of a tenant goes through one lane, one after the other");
        var parent = at.begin();
        var child = childInTheOtherLane(parent);
        var park = Entry.of(parent, new Transition.Wait(null, child.run().id()));
        var end = Entry.of(child, new Transition.Complete("1"));
        try (var stranger = at.database.connect()) {
            stranger.setAutoCommit(false);
            Fixture.execute(
                    stranger,
                    "select from penstock.run where tenant = 'acme' and run_id = '"
                            + parent.run().id() + "' for update");
            var first = at.store.record(parkFirst ? park : end);
            at.awaitWaitingForALock(1);
            var second = at.store.record(parkFirst ? end : park);
            at.awaitWaitingForALock(2);
            stranger.rollback();

            assertThat(await(first)).isEqualTo(Verdict.RECORDED);
            assertThat(await(second)).isEqualTo(Verdict.RECORDED);
        }
        assertThat(isDue(parent.run())).isTrue();
    }

    @Test
    void parentWaitsForTheLastRunOfAContinuedChild() {
        var parent = at.begin();
        var child = beginChild(parent);
        at.move(parent, new Transition.Wait(null, child.run().id()));
        var second = new Holding(newKey(), at.worker, 1);
        var third = new Holding(newKey(), at.worker, 1);

        at.move(child, new Transition.Continue(held(second.run(), at.worker)));
        assertThat(isDue(parent.run())).isFalse();
        at.move(second, new Transition.Continue(held(third.run(), at.worker)));
        assertThat(isDue(parent.run())).isFalse();
        at.move(third, new Transition.Complete("1"));

        assertThat(isDue(parent.run())).isTrue();
    }

    @Test
    void parentThatParksLateFollowsAContinuedChild() {
        var parent = at.begin();
        var child = beginChild(parent);
        var second = new Holding(newKey(), at.worker, 1);
        at.move(child, new Transition.Continue(held(second.run(), at.worker)));

        at.move(parent, new Transition.Wait(null, child.run().id()));
        assertThat(isDue(parent.run())).isFalse();
        at.move(second, new Transition.Complete("1"));

        assertThat(isDue(parent.run())).isTrue();
    }

    static final List<Transition> PAUSES = List.of(waitFor(Duration.ofHours(1)), new Transition.Release());

    @ParameterizedTest
    @FieldSource("PAUSES")
    void childThatHasNotEndedWakesNobody(Transition pause) {
        var parent = at.begin();
        var child = beginChild(parent);
        at.move(parent, new Transition.Wait(null, child.run().id()));

        at.move(child, pause);

        assertThat(isDue(parent.run())).isFalse();
    }

    @Test
    void endOfAnotherChildWakesNobody() {
        var parent = at.begin();
        var awaited = beginChild(parent);
        var other = beginChild(parent);
        at.move(parent, new Transition.Wait(null, awaited.run().id()));

        at.move(other, new Transition.Complete("1"));

        assertThat(isDue(parent.run())).isFalse();
    }

    @Test
    void cancelledParentTakesItsChildrenWithItToTheLast() {
        var parent = at.begin();
        var running = beginChild(parent);
        var queued = newKey();
        var waiting = beginChild(parent);
        var detached = newKey();
        at.record(new Entry(
                parent,
                List.of(),
                List.of(child(queued, parent.run(), null, false), child(detached, parent.run(), null, true)),
                Map.of(),
                null));
        var grandchild = beginChild(waiting);
        at.move(grandchild, waitFor(Duration.ofHours(1)));
        at.move(waiting, waitFor(Duration.ofHours(1)));

        at.move(parent, new Transition.Cancel(failure()));

        assertThat(status(parent.run()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(status(queued).state()).isEqualTo(RunState.CANCELLED);
        assertThat(status(waiting.run()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(status(grandchild.run()))
                .returns(RunState.CANCELLED, RunStatus::state)
                .satisfies(FamilyTest::hasBeenCancelled);
        assertThat(status(running.run()))
                .returns(RunState.RUNNING, RunStatus::state)
                .returns(true, RunStatus::cancelRequested);
        assertThat(status(detached)).returns(RunState.QUEUED, RunStatus::state);
    }

    @Test
    void cancelTwiceIsCancelOnce() {
        var parked = at.begin();
        at.move(parked, waitFor(Duration.ofHours(1)));

        assertThat(at.store.cancel(parked.run())).contains(RunState.CANCELLED);
        var first = status(parked.run());
        assertThat(at.store.cancel(parked.run())).contains(RunState.CANCELLED);

        assertThat(status(parked.run())).isEqualTo(first);
        hasBeenCancelled(first);
    }

    @Test
    void finishedRunStaysAsItIs() {
        var holding = at.begin();
        at.move(holding, new Transition.Complete("1"));

        assertThat(at.store.cancel(holding.run())).contains(RunState.COMPLETED);
        assertThat(at.store.cancel(newKey())).isEmpty();
    }

    @Test
    void cancelledChildWakesItsParent() {
        var parent = at.begin();
        var child = newKey();
        at.record(new Entry(
                parent,
                List.of(),
                List.of(child(child, parent.run(), null, false)),
                Map.of(),
                new Transition.Wait(null, child.id())));

        at.store.cancel(child);

        assertThat(isDue(parent.run())).isTrue();
    }

    @Test
    void cancelReachesTheRunThatGoesOn() {
        var first = at.begin();
        var next = newKey();
        at.move(first, new Transition.Continue(queued(next)));

        assertThat(at.store.cancel(first.run())).contains(RunState.CANCELLED);

        assertThat(status(next).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void cancelAndEndAtOnceLeaveOneOfTheTwo() {
        for (int i = 0; i < 100; i++) {
            var holding = at.begin();
            var end = at.store.record(Entry.of(holding, new Transition.Complete("1")));
            var seen = at.store.cancel(holding.run()).orElseThrow();

            assertThat(await(end)).isEqualTo(Verdict.RECORDED);
            assertThat(seen).isIn(RunState.RUNNING, RunState.COMPLETED);
            assertThat(status(holding.run()).state()).isEqualTo(RunState.COMPLETED);
        }
    }

    @Test
    void cancelAndParkAtOnceNeverLeaveTheRunAsleep() {
        for (int i = 0; i < 100; i++) {
            var holding = at.begin();
            var park = at.store.record(Entry.of(holding, waitFor(Duration.ofHours(1))));
            at.store.cancel(holding.run());

            await(park);
            assertThat(status(holding.run()).state() == RunState.CANCELLED || isDue(holding.run()))
                    .isTrue();
        }
    }

    @Test
    void cancelWhileAChildContinuesReachesTheNext() {
        for (int i = 0; i < 50; i++) {
            var parent = at.begin();
            var child = beginChild(parent);
            at.move(parent, waitFor(Duration.ofHours(1)));
            var next = newKey();

            var continued = at.store.record(Entry.of(child, new Transition.Continue(held(next, at.worker))));
            at.store.cancel(parent.run());

            await(continued);
            assertThat(status(next).cancelRequested()).isTrue();
        }
    }

    @Test
    void longChainsOfFamiliesDoNotDeadlock() {
        var families = Stream.generate(() -> {
                    var grandparent = at.begin();
                    var parent = beginChild(grandparent);
                    return List.of(grandparent, parent, beginChild(parent));
                })
                .limit(100)
                .toList();

        var verdicts = families.stream()
                .flatMap(family -> Stream.of(
                        Entry.of(family.get(2), new Transition.Complete("1")),
                        Entry.of(
                                family.get(0),
                                new Transition.Wait(null, family.get(1).run().id())),
                        Entry.of(family.get(1), new Transition.Complete("1"))))
                .map(at.store::record)
                .toList();

        assertThat(verdicts.stream().map(Fixture::await)).containsOnly(Verdict.RECORDED);
        assertThat(families).allMatch(family -> isDue(family.getFirst().run()));
        // Sessions report what they saw when they end.
        at.store.close();
        assertThat(at.value("select deadlocks from pg_stat_database where datname = current_database()"))
                .isEqualTo(0L);
    }

    private static void hasBeenCancelled(RunStatus run) {
        assertThat(run.failure()).isNotNull().returns(true, failure -> failure.hasCode(ErrorCode.RUN_CANCELLED));
    }

    private Holding beginChild(Holding parent) {
        return beginChild(parent, newKey());
    }

    private Holding beginChild(Holding parent, RunKey key) {
        var entry = new Entry(
                parent,
                List.of(step(key.toString().replaceAll("[^a-z]", ""))),
                List.of(child(key, parent.run(), at.worker, false)),
                Map.of(),
                null);
        assertThat(at.record(entry)).isIn(Verdict.RECORDED, Verdict.RECORDED_CANCEL_REQUESTED);
        return new Holding(key, at.worker, 1);
    }

    /** So that park and end are two transactions: keys are drawn until one takes another way through the journal. */
    private Holding childInTheOtherLane(Holding parent) {
        var key = newKey();
        while (lane(key) == lane(parent.run())) {
            key = newKey();
        }
        return beginChild(parent, key);
    }

    private static int lane(RunKey run) {
        return dev.penstock.postgres.shard.Shards.laneOf(run, 2);
    }

    private boolean isDue(RunKey run) {
        var due = status(run).dueAt();
        return due != null
                && !due.isAfter(at.store.renew(at.worker, Fixture.LEASE).databaseTime());
    }

    private RunStatus status(RunKey run) {
        return at.store.status(run).orElseThrow();
    }
}
