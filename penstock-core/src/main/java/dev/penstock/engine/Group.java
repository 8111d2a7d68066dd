package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.step.Outcome;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Several steps side by side, each on a virtual thread of its own, some at a time.
 *
 * <p>Threads: used by the run's own thread; the members' threads only advance their step and report. When every member
 * that is not settled has to wait longer than a moment, the run parks.
 */
final class Group<T> {

    /** What ends a group before all its members have settled. */
    enum Ends {
        WITH_ALL,
        WITH_FIRST_SETTLED,
        WITH_FIRST_COMPLETED;

        boolean with(StepState settled) {
            return this == WITH_FIRST_SETTLED || (this == WITH_FIRST_COMPLETED && settled == StepState.COMPLETED);
        }
    }

    /** One step of the group. */
    record Member<T>(Task<T> task, Prior prior) {}

    /** What became of the group. Positions that did not settle hold null. */
    record Result<T>(
            List<@Nullable Outcome<T>> outcomes, @Nullable Winner<T> winner) {}

    /**
     * The member that decided the group.
     *
     * @param unrecorded its record, for the caller to make durable together with the choice
     */
    record Winner<T>(
            int position, Outcome<T> outcome, @Nullable StepWrite unrecorded) {}

    private record Event<T>(
            int position,
            @Nullable Progress<T> progress,
            @Nullable Throwable thrown) {}

    private record Waiting(int position, Instant dueAt) {}

    private final Engine engine;
    private final Execution execution;
    private final Steps steps;
    private final List<Member<T>> members;
    private final int limit;
    private final int failuresMax;
    private final Ends ends;

    private final List<@Nullable Outcome<T>> outcomes;
    private final List<Prior> priors = new ArrayList<>();
    private final Deque<Integer> ready = new ArrayDeque<>();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparing(Waiting::dueAt));
    private final LinkedBlockingQueue<Event<T>> events = new LinkedBlockingQueue<>();
    private final Set<Interruption> underWay = ConcurrentHashMap.newKeySet();
    /** The members of which it is on record that they will be tried again, known or not to the run's thread. */
    private final Set<StepKey> retrying = ConcurrentHashMap.newKeySet();

    private final ReentrantReadWriteLock recording = new ReentrantReadWriteLock();
    private volatile boolean decided;
    private int running;
    private int failures;
    private @Nullable Winner<T> winner;
    private @Nullable Throwable thrown;

    /**
     * Prepares a group.
     *
     * @param settled what is on record already, by position; null where the member has to be executed
     * @param limit how many members are under way at once
     * @param failuresMax with more failures than this no further member begins
     */
    Group(
            Engine engine,
            Execution execution,
            Steps steps,
            List<Member<T>> members,
            List<@Nullable Outcome<T>> settled,
            int limit,
            int failuresMax,
            Ends ends) {
        this.engine = engine;
        this.execution = execution;
        this.steps = steps;
        this.members = members;
        this.limit = limit;
        this.failuresMax = failuresMax;
        this.ends = ends;
        this.outcomes = new ArrayList<>(settled);
        for (int at = 0; at < members.size(); at++) {
            var member = members.get(at);
            priors.add(member.prior());
            var outcome = outcomes.get(at);
            if (outcome == null) {
                ready.add(at);
                if (member.prior().recorded()) {
                    retrying.add(member.task().key());
                }
            } else {
                settle(at, new Progress.Settled<>(outcome, null));
            }
        }
    }

    /** Settles the records that say that a member will be tried again, once the group has been left. */
    List<StepWrite> notNeeded(String why) {
        var failure = Failure.of(ErrorCode.STEP_INTERRUPTED, "not needed any more: " + why);
        return members.stream()
                .map(member -> member.task().key())
                .filter(retrying::contains)
                .map(key ->
                        new StepWrite(key, StepKind.STEP, StepState.FAILED, true, null, failure, null, null, false, 0))
                .toList();
    }

    @Nullable
    Outcome<T> outcome(int position) {
        return outcomes.get(position);
    }

    Result<T> run() {
        execution.check();
        while (!isOver()) {
            fork();
            if (running > 0) {
                handle(take());
            } else {
                waitForDue();
            }
        }
        leave();
        return new Result<>(Collections.unmodifiableList(outcomes), winner);
    }

    private boolean isOver() {
        if (winner != null) {
            return true;
        }
        boolean starved = ready.isEmpty() && waiting.isEmpty();
        return running == 0 && (starved || stopping());
    }

    private boolean stopping() {
        return thrown != null || failures > failuresMax;
    }

    private void fork() {
        promoteDue();
        while (!stopping() && running < limit && !ready.isEmpty()) {
            int position = ready.remove();
            running++;
            Thread.ofVirtual().start(() -> events.add(advance(position)));
        }
    }

    private Event<T> advance(int position) {
        try {
            var member = members.get(position);
            return new Event<>(position, steps.advance(member.task(), priors.get(position), recorder), null);
        } catch (Throwable t) {
            return new Event<>(position, null, t);
        }
    }

    private Event<T> take() {
        try {
            var first = waiting.peek();
            if (first == null || running >= limit) {
                return events.take();
            }
            var event = events.poll(
                    Math.max(1, TimeUnit.NANOSECONDS.convert(engine.clock().until(first.dueAt()))),
                    TimeUnit.NANOSECONDS);
            return event == null ? new Event<>(-1, null, null) : event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the thread of a run was interrupted from outside", e);
        }
    }

    private void handle(Event<T> event) {
        if (event.position() < 0) {
            return;
        }
        running--;
        if (event.thrown() != null) {
            thrown = thrown == null || event.thrown() instanceof Unwind ? event.thrown() : thrown;
            return;
        }
        switch (event.progress()) {
            case Progress.Settled<T> settled -> settle(event.position(), settled);
            case Progress.Later<T> later -> {
                priors.set(event.position(), later.prior());
                waiting.add(new Waiting(event.position(), later.dueAt()));
            }
            case Progress.Dropped<T> dropped -> priors.set(event.position(), dropped.prior());
            case null -> throw new IllegalStateException("an event without progress");
        }
    }

    private void settle(int position, Progress.Settled<T> settled) {
        outcomes.set(position, settled.outcome());
        retrying.remove(members.get(position).task().key());
        if (!settled.outcome().isCompleted()) {
            failures++;
        }
        boolean completed = settled.outcome().isCompleted();
        if (winner == null && ends.with(completed ? StepState.COMPLETED : StepState.FAILED)) {
            winner = new Winner<>(position, settled.outcome(), settled.unrecorded());
        }
    }

    private void promoteDue() {
        while (!waiting.isEmpty()
                && !engine.clock().until(waiting.peek().dueAt()).isPositive()) {
            ready.add(waiting.remove().position());
        }
    }

    /** Nothing is under way: waits for the first retry, in memory or parked. */
    private void waitForDue() {
        var first = waiting.peek();
        if (first == null || stopping()) {
            return;
        }
        Duration wait = engine.clock().until(first.dueAt());
        if (wait.compareTo(engine.options().evictAfter()) > 0) {
            execution.write(
                    Entry.of(execution.claimed().holding(), new Transition.Wait(new Due.At(first.dueAt()), null)));
            engine.dueIn(wait);
            throw execution.unwind(Unwind.recorded("waits for retries"));
        }
        execution.pause(wait);
    }

    /** Sees to it that no member records anything any more, and passes on what one of them threw. */
    private void leave() {
        if (ends != Ends.WITH_ALL) {
            recording.writeLock().lock();
            try {
                decided = true;
            } finally {
                recording.writeLock().unlock();
            }
            underWay.forEach(each -> each.interrupt(Interruption.Reason.NOT_NEEDED));
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        execution.check();
    }

    private final Steps.Recorder recorder = new Steps.Recorder() {
        @Override
        public void begins(Interruption attempt) {
            underWay.add(attempt);
            if (decided) {
                attempt.interrupt(Interruption.Reason.NOT_NEEDED);
            }
        }

        @Override
        public void ends(Interruption attempt) {
            underWay.remove(attempt);
        }

        @Override
        public boolean record(Execution execution, StepWrite write, @Nullable Transition transition) {
            recording.readLock().lock();
            try {
                if (decided) {
                    return false;
                }
                execution.write(Entry.of(execution.claimed().holding(), write));
                if (write.state().isSettled()) {
                    retrying.remove(write.key());
                } else {
                    retrying.add(write.key());
                }
                return true;
            } finally {
                recording.readLock().unlock();
            }
        }

        @Override
        public boolean leavesToCaller(StepState state) {
            return ends.with(state);
        }

        @Override
        public boolean mayPark() {
            return false;
        }
    };
}
