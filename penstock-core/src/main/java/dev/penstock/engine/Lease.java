package dev.penstock.engine;

import dev.penstock.failure.PenstockException;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.Transition;
import dev.penstock.store.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this worker's lease: one heartbeat for all its runs, three times a lease. A heartbeat also brings the database
 * clock and cancellations, and takes over the runs of workers whose leases have run out. Once a lease it looks for runs of
 * this worker that nobody executes.
 */
final class Lease {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int HEARTBEATS_PER_LEASE = 3;

    private final Engine engine;
    private final Alarm alarm = new Alarm();
    private final Thread thread;
    private final AtomicBoolean takingOver = new AtomicBoolean();
    private final AtomicBoolean handingBack = new AtomicBoolean();
    private final ReentrantLock turn = new ReentrantLock();
    private final Queue<HandBack> handBack = new ConcurrentLinkedQueue<>();
    private final Strays strays;
    private int takeOvers;
    private volatile Permits permits;
    private volatile boolean closed;

    /** A run that is to be handed back, and the permit that is then free, if it has one. */
    private record HandBack(Holding holding, @Nullable Permit permit) {}

    Lease(Engine engine) {
        this.engine = engine;
        this.strays = new Strays(engine);
        this.permits = new Permits(joined());
        this.thread = Thread.ofPlatform().daemon().name("penstock-lease").unstarted(this::loop);
    }

    static Duration betweenHeartbeats(EngineOptions options) {
        return options.lease().dividedBy(HEARTBEATS_PER_LEASE);
    }

    /** What the worker may execute, whoever it is now. */
    Permits permits() {
        return permits;
    }

    private WorkerId joined() {
        return engine.store().join(engine.options().worker(), engine.options().lease());
    }

    /** Takes over from the dead and returns the database clock. */
    Instant join() {
        var worker = permits.worker();
        engine.store().takeOver(worker);
        return engine.store().renew(worker, engine.options().lease()).databaseTime();
    }

    void keep() {
        thread.start();
    }

    /** Hands a run back to the queue as soon as the store can be reached again. */
    void handBackLater(Holding holding, Permit permit) {
        handBack.add(new HandBack(holding, permit));
    }

    private void loop() {
        Duration between = betweenHeartbeats(engine.options());
        try {
            while (!closed) {
                alarm.await(between);
                if (!closed) {
                    beat();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        try {
            var worker = permits.worker();
            var renewal = engine.store().renew(worker, engine.options().lease());
            engine.clock().set(renewal.databaseTime());
            if (!renewal.held()) {
                joinAgain();
            }
            renewal.cancelRequested().forEach(engine::cancelHere);
            if (takingOver.compareAndSet(false, true)) {
                Thread.ofVirtual().name("penstock-take-over").start(this::takeOver);
            }
            if (!handBack.isEmpty() && handingBack.compareAndSet(false, true)) {
                Thread.ofVirtual().name("penstock-hand-back").start(this::handBackAside);
            }
        } catch (PenstockException e) {
            LOG.warn("cannot reach the store for a heartbeat; trying again: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a heartbeat failed; trying again", e);
        }
    }

    /** Beside the heartbeats, for it waits for what the dead still have under way. */
    private void takeOver() {
        var worker = permits.worker();
        try {
            if (engine.store().takeOver(worker) > 0) {
                engine.lookForWork();
                engine.store().ring(worker);
            }
            if (++takeOvers % HEARTBEATS_PER_LEASE == 0) {
                gatherStrays(worker);
            }
        } catch (PenstockException e) {
            if (!closed) {
                LOG.warn("cannot take over from other workers now; trying again: {}", e.getMessage());
            }
        } finally {
            takingOver.set(false);
        }
    }

    private void gatherStrays(WorkerId worker) {
        var leaving = handBack.stream().map(HandBack::holding).toList();
        for (var stray : strays.look(worker, leaving)) {
            LOG.warn(
                    "run {} is in the hands of worker {}, and nobody executes it, as when the answer to a start was lost;"
                            + " it is handed back",
                    stray.run(),
                    worker);
            handBack.add(new HandBack(stray, null));
        }
    }

    /** The lease was ended by another: whatever this worker held is in other hands by now or soon. */
    private void joinAgain() {
        var worker = permits.worker();
        LOG.warn("PEN-3005 worker {} lost its lease; its runs stop here and it joins again as another", worker);
        engine.executions().stream()
                .filter(execution -> execution.claimed().holding().worker().equals(worker))
                .forEach(execution -> execution.stop(Stop.SUPERSEDED));
        var next = new Permits(joined());
        next.know(permits.allowances());
        permits = next;
    }

    /** Beside the heartbeats, for what a node that is silent has to record may take long. */
    private void handBackAside() {
        try {
            handBackNow();
        } catch (PenstockException e) {
            LOG.warn("cannot hand runs back now; trying again: {}", e.getMessage());
        } finally {
            handingBack.set(false);
        }
    }

    private void handBackNow() {
        turn.lock();
        try {
            handBackAll();
        } finally {
            turn.unlock();
        }
    }

    /** At once, so that those of a node that does not answer keep only each other waiting. */
    private void handBackAll() {
        var asked = handBack.stream().map(this::handBack).toList();
        var failed = asked.stream().flatMap(each -> each.join().stream()).toList();
        if (!failed.isEmpty()) {
            LOG.warn("cannot hand back {} runs yet", failed.size(), failed.getFirst());
        }
    }

    /** Tells what it failed with, if it did. */
    private CompletableFuture<Optional<Throwable>> handBack(HandBack next) {
        var release = Entry.of(next.holding(), new Transition.Release());
        return engine.store().record(release).handle((verdict, failed) -> {
            if (failed == null) {
                handedBack(next);
            }
            return Optional.ofNullable(failed);
        });
    }

    private void handedBack(HandBack next) {
        handBack.remove(next);
        var permit = next.permit();
        if (permit != null) {
            engine.returned(permit.release());
        }
        engine.lookForWork();
        engine.store().ring(permits.worker());
    }

    void close() {
        closed = true;
        alarm.ring();
        var worker = permits.worker();
        try {
            thread.join();
            handBackNow();
            engine.store().leave(worker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PenstockException e) {
            LOG.warn("cannot end the lease of worker {} now; it runs out by itself", worker, e);
        }
    }
}
