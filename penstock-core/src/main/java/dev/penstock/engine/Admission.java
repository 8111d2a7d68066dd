package dev.penstock.engine;

import dev.penstock.failure.PenstockException;
import dev.penstock.store.Demand;
import dev.penstock.store.Draw;
import dev.penstock.store.DueRun;
import dev.penstock.store.Found;
import dev.penstock.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the runs that a look found are to be claimed: those that get a permit, and a start of their queue's rate
 * where it has one. Asks the store for more permits when what this worker holds is not enough.
 *
 * <p>Threads: that of the look; {@link #deal} any.
 */
final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** Until a rate is drawn from again that could not be. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private final Store store;
    private final AtomicBoolean standsStill = new AtomicBoolean();

    Admission(Store store) {
        this.store = store;
    }

    /** A run that is to be claimed. */
    record Admitted(DueRun run, Permit permit) {}

    /**
     * What a look may claim.
     *
     * @param refused whether runs are due that have no room
     * @param opensIn when it is known that there will be room for some of them
     */
    record Admissions(
            List<Admitted> admitted,
            boolean refused,
            @Nullable Duration opensIn) {}

    Admissions admit(Permits permits, Found found, int free) {
        var admitted = new ArrayList<Admitted>();
        var refused = take(permits, found.runs(), free, admitted);
        if (!refused.isEmpty() && deal(permits, permits.missed())) {
            refused = take(permits, refused, free - admitted.size(), admitted);
        }
        boolean opens = false;
        for (var run : refused) {
            opens |= permits.close(run.queue(), run.run().tenant());
        }
        found.more().forEach(permits::fallBehind);
        var opensIn = opens ? Count.AGAIN : null;
        var late = draw(permits, admitted);
        return new Admissions(admitted, !refused.isEmpty() || late != null, late == null ? opensIn : late);
    }

    /** Takes permits as far as slots and limits go; returns those that had none for the limits. */
    private static List<DueRun> take(Permits permits, List<DueRun> runs, int free, List<Admitted> admitted) {
        var refused = new ArrayList<DueRun>();
        int left = free;
        for (var run : runs) {
            var permit = left > 0 ? permits.admit(run.queue(), run.run().tenant()) : null;
            if (permit != null) {
                admitted.add(new Admitted(run, permit));
                left--;
            } else if (left > 0) {
                refused.add(run);
            }
        }
        return refused;
    }

    /** Says what is wanted; tells whether there was an answer. Without one there are no more permits than are in use. */
    boolean deal(Permits permits, List<Demand> demands) {
        if (demands.isEmpty()) {
            return false;
        }
        try {
            permits.answered(demands, store.deal(permits.worker(), demands));
            standsStill.set(false);
            return true;
        } catch (PenstockException unanswered) {
            permits.unanswered(demands);
            standStill(unanswered);
            return false;
        }
    }

    /** Said once until limits are dealt again: what they do not concern goes on. */
    private void standStill(PenstockException unanswered) {
        if (!standsStill.getAndSet(true)) {
            LOG.warn(
                    "limits cannot be dealt now, runs may wait for permits; trying again: {}", unanswered.getMessage());
        }
    }

    /** Leaves out what the rates do not allow now; returns how long until one of those is allowed. */
    private @Nullable Duration draw(Permits permits, List<Admitted> admitted) {
        Duration soonest = null;
        for (var queue : timed(admitted).entrySet()) {
            var drawn = draw(queue.getKey(), queue.getValue().size());
            var over =
                    queue.getValue().subList(drawn.granted(), queue.getValue().size());
            over.forEach(each -> each.permit().release());
            admitted.removeAll(over);
            var nextIn = drawn.nextIn();
            if (nextIn != null) {
                permits.closeFor(queue.getKey(), nextIn);
                soonest = soonest == null || nextIn.compareTo(soonest) < 0 ? nextIn : soonest;
            }
        }
        return soonest;
    }

    private Draw draw(String queue, int wanted) {
        try {
            return store.draw(queue, wanted);
        } catch (PenstockException unanswered) {
            standStill(unanswered);
            return new Draw(0, LATER);
        }
    }

    /** The runs that take a start of a rate, by queue. */
    private static Map<String, List<Admitted>> timed(Collection<Admitted> admitted) {
        var timed = new HashMap<String, List<Admitted>>();
        for (var each : admitted) {
            var queue = each.permit().limits();
            if (each.run().first() && queue != null && queue.rate() != null) {
                timed.computeIfAbsent(queue.name(), name -> new ArrayList<>()).add(each);
            }
        }
        return timed;
    }

    /** Returns what was taken for runs that went to others. */
    void giveBack(Collection<Admitted> lost) {
        lost.forEach(each -> each.permit().release());
        timed(lost).forEach((queue, runs) -> store.draw(queue, -runs.size()));
    }
}
