package dev.penstock.engine;

import dev.penstock.failure.PenstockException;
import dev.penstock.store.Allowances;
import dev.penstock.store.Demand;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what this worker wants of limits and takes what it is dealt: as often as a heartbeat, when told that limits were
 * set, and when permits are free that are for others. On a thread of its own, so that no heartbeat waits for a deal.
 */
final class Dealer {

    private static final Logger LOG = LoggerFactory.getLogger(Dealer.class);

    private final Engine engine;
    private final Alarm alarm = new Alarm();
    private final Thread thread;
    private volatile boolean limitsChanged;
    private volatile boolean surplus;
    private volatile boolean closed;

    Dealer(Engine engine) {
        this.engine = engine;
        this.thread = Thread.ofPlatform().daemon().name("penstock-dealer").unstarted(this::loop);
    }

    void begin() {
        thread.start();
    }

    /** Reads the limits that stand, and which tenants are spread. */
    Allowances know() {
        var allowances = engine.store().allowances();
        engine.permits().know(allowances);
        engine.spreads().know();
        return allowances;
    }

    /** Told that limits were set. */
    void limitsChanged() {
        limitsChanged = true;
        alarm.ring();
    }

    /** Told that permits are free that are for others. */
    void giveBack() {
        surplus = true;
        alarm.ring();
    }

    private void loop() {
        var between = Lease.betweenHeartbeats(engine.options());
        try {
            long deals = System.nanoTime() + between.toNanos();
            while (!closed) {
                alarm.await(Duration.ofNanos(Math.max(0, deals - System.nanoTime())));
                boolean due = deals - System.nanoTime() <= 0;
                if (due) {
                    deals = System.nanoTime() + between.toNanos();
                }
                if (!closed) {
                    attend(due);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attend(boolean due) {
        try {
            if (due || limitsChanged) {
                limitsChanged = false;
                know();
                var permits = engine.permits();
                deal(permits, permits.all());
            }
            if (surplus) {
                surplus = false;
                var permits = engine.permits();
                deal(permits, permits.surplus());
            }
        } catch (PenstockException e) {
            LOG.warn("cannot read the limits now; trying again: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("reading the limits failed; trying again", e);
        }
    }

    private void deal(Permits permits, List<Demand> demands) {
        if (engine.admission().deal(permits, demands)) {
            engine.lookForWork();
        }
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
