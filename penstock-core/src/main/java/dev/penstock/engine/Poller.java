package dev.penstock.engine;

import dev.penstock.engine.Admission.Admissions;
import dev.penstock.engine.Admission.Admitted;
import dev.penstock.failure.PenstockException;
import dev.penstock.store.Claim;
import dev.penstock.store.Found;
import dev.penstock.store.Look;
import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for due runs: when told that one may be due, when a slot is free and more were due, and every now and then.
 *
 * <p>Notifications are coalesced, so the one that was heard may have been sent before the newest run was durable. Looks
 * therefore go on for a moment after news, and after whatever was found, at intervals that double from {@link #QUICK} to
 * {@link #SLOW}.
 */
final class Poller {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    /** So that a look for work does not take every slot from runs that are being started here. */
    private static final int CLAIM_MAX = 200;

    /** A little longer than notifications are apart. */
    private static final Duration QUICK = Duration.ofMillis(15);

    private static final Duration SLOW = Duration.ofMillis(240);

    private final Engine engine;
    private final Alarm alarm = new Alarm();
    private final Thread thread;
    private Duration pause = QUICK;
    private List<Admitted> unsettled = List.of();
    private volatile boolean news;
    private volatile boolean behind;
    private volatile boolean full;
    private volatile boolean closed;

    Poller(Engine engine) {
        this.engine = engine;
        this.thread = Thread.ofPlatform().daemon().name("penstock-poller").unstarted(this::loop);
    }

    void begin() {
        thread.start();
    }

    void ring() {
        alarm.ring();
    }

    void ringIn(Duration delay) {
        alarm.ringIn(delay);
    }

    /** Told from elsewhere that runs may be due. */
    void hear() {
        news = true;
        alarm.ring();
    }

    /** Told that a run is due that found no slot. */
    void fallBehind() {
        behind = true;
    }

    /** Whether runs are due that found no slot; those that come now queue up behind them. */
    boolean isBehind() {
        return behind;
    }

    /** Whether to look as soon as a slot is free. */
    boolean looksWhenFree() {
        return behind || full;
    }

    private void loop() {
        try {
            while (!closed) {
                alarm.await(lookInAnyCase());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing ends this loop: without it a worker keeps its lease and finds no run any more. */
    private Duration lookInAnyCase() {
        try {
            return look();
        } catch (PenstockException e) {
            LOG.warn(
                    "cannot look for due runs now; trying again in {}: {}",
                    engine.options().poll(),
                    e.getMessage());
        } catch (RuntimeException e) {
            LOG.error(
                    "a look for due runs failed; trying again in {}",
                    engine.options().poll(),
                    e);
        }
        return engine.options().poll();
    }

    /** Claims and launches what fits; returns how long until the next look is due. */
    private Duration look() {
        var poll = engine.options().poll();
        if (news) {
            news = false;
            pause = QUICK;
        }
        // They have their slots and permits already, and wait for nobody but their node.
        unsettled = claim(unsettled);
        int free = take();
        if (free == 0) {
            full = true;
            // A slot that came free in between has not rung.
            return engine.slots().availablePermits() > 0 ? Duration.ZERO : poll;
        }
        full = false;
        int taken = 0;
        try {
            // Told before the look: whoever falls behind meanwhile is found by this one or rings for the next.
            behind = false;
            var permits = engine.permits();
            var found = withoutUnsettled(engine.store()
                    .find(new Look(
                            engine.registry().definitions(),
                            permits.rooms(free),
                            engine.spreads().stored(permits.closedTenants()),
                            engine.spreads().stored(permits.weights()),
                            engine.spreads().surplus())));
            var admissions = engine.admission().admit(permits, found, free);
            taken = admissions.admitted().size();
            unsettled = Stream.concat(unsettled.stream(), claim(admissions.admitted()).stream())
                    .toList();
            behind |= taken == free
                    && (found.runs().size() > free || !found.more().isEmpty());
            boolean again = !found.more().isEmpty() && (taken > 0 || admissions.refused());
            return again ? Duration.ZERO : untilNext(found, admissions, taken > 0);
        } finally {
            engine.slots().release(free - taken);
        }
    }

    private Found withoutUnsettled(Found found) {
        if (unsettled.isEmpty()) {
            return found;
        }
        var asked = unsettled.stream().map(each -> each.run().run()).collect(Collectors.toSet());
        return new Found(
                found.runs().stream().filter(run -> !asked.contains(run.run())).toList(),
                found.more(),
                found.nextDueIn());
    }

    /**
     * Launches those that are this worker's now; slots and permits of those that went to others come free. Returns those
     * of which it is not known. The worker may have joined again as another since some of them were asked for.
     */
    private List<Admitted> claim(List<Admitted> asked) {
        return asked.stream()
                .collect(Collectors.groupingBy(each -> each.permit().worker()))
                .entrySet()
                .stream()
                .flatMap(of -> claim(of.getKey(), of.getValue()).stream())
                .toList();
    }

    private List<Admitted> claim(WorkerId worker, List<Admitted> asked) {
        var left = new HashMap<RunKey, Admitted>();
        asked.forEach(each -> left.put(each.run().run(), each));
        Claim claim;
        try {
            claim = engine.store()
                    .claim(worker, asked.stream().map(Admitted::run).toList());
        } catch (PenstockException e) {
            LOG.warn("cannot claim due runs now; trying again at the next look: {}", e.getMessage());
            return asked;
        }
        for (var run : claim.runs()) {
            var admitted = Objects.requireNonNull(left.remove(run.holding().run()));
            engine.launch(run, new CompletableFuture<>(), admitted.permit());
        }
        var still = claim.unsettled().stream()
                .map(run -> Objects.requireNonNull(left.remove(run.run())))
                .toList();
        engine.slots().release(left.size());
        engine.admission().giveBack(left.values());
        return still;
    }

    private Duration untilNext(Found found, Admissions admissions, boolean took) {
        if (took) {
            pause = QUICK;
        } else if (pause.compareTo(SLOW) <= 0) {
            pause = pause.multipliedBy(2);
        }
        var latest = pause.compareTo(SLOW) > 0
                ? engine.options().poll()
                : min(pause, engine.options().poll());
        return Stream.of(found.nextDueIn(), admissions.opensIn())
                .filter(Objects::nonNull)
                .reduce(latest, Poller::min);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private int take() {
        int wanted = Math.min(CLAIM_MAX, engine.slots().availablePermits());
        return wanted > 0 && engine.slots().tryAcquire(wanted) ? wanted : 0;
    }

    void close() {
        closed = true;
        alarm.ring();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
