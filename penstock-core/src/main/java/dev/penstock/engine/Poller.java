package dev.penstock.engine;

import dev.penstock.failure.PenstockException;
import dev.penstock.store.Claim;
import dev.penstock.store.ClaimRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for due runs: when told that one may be due, when a slot is free and more were due, and every now and then. */
final class Poller {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    /** So that a look for work does not take every slot from runs that are being started here. */
    private static final int CLAIM_MAX = 200;

    private final Engine engine;
    private final Alarm alarm = new Alarm();
    private final Thread thread;
    private volatile boolean behind;
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

    /** Whether runs were due that found no slot. */
    boolean isBehind() {
        return behind;
    }

    private void loop() {
        try {
            while (!closed) {
                alarm.await(look());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims and launches what fits; returns how long until the next look is due. */
    private Duration look() {
        var poll = engine.options().poll();
        int free = take();
        if (free == 0) {
            behind = true;
            return poll;
        }
        int launched = 0;
        try {
            var claim = engine.store()
                    .claim(new ClaimRequest(engine.worker(), engine.registry().definitions(), free));
            for (var run : claim.runs()) {
                launched++;
                engine.launch(run, new CompletableFuture<>());
            }
            behind = claim.more();
            return untilNext(claim, poll);
        } catch (PenstockException e) {
            LOG.warn("cannot look for due runs now; trying again in {}: {}", poll, e.getMessage());
            return poll;
        } finally {
            engine.slots().release(free - launched);
        }
    }

    private static Duration untilNext(Claim claim, Duration poll) {
        if (claim.more()) {
            return Duration.ZERO;
        }
        var next = claim.nextDueIn();
        return next == null || next.compareTo(poll) > 0 ? poll : next;
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
