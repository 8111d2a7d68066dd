package dev.penstock.engine;

import dev.penstock.store.Demand;
import dev.penstock.store.Share;
import dev.penstock.store.Subject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many runs of one subject a worker executes, and how many it may. Not for use by several threads: {@link Permits}
 * guards it.
 */
final class Count {

    /** Between two deals for a part that others still hold. */
    static final Duration AGAIN = Duration.ofMillis(250);

    private final Subject subject;
    private boolean shared;
    private int most = Integer.MAX_VALUE;
    private int permits;
    private int target;
    private int used;
    private int peak;
    private int missed;
    private int wanted;
    private boolean dealing;
    private boolean unsaid;
    private long asksAt;
    private boolean behind;
    private boolean closed;
    private long opensAt = Long.MAX_VALUE;

    Count(Subject subject, int used) {
        this.subject = subject;
        this.used = used;
        this.peak = used;
    }

    Subject subject() {
        return subject;
    }

    /**
     * Takes over what stands in the database.
     *
     * @param shared whether its concurrency is limited over all workers, so that permits are dealt
     * @param atMost how many may execute in this worker, null for any number
     */
    void limit(boolean shared, @Nullable Integer atMost) {
        if (shared != this.shared) {
            // What an earlier limit had dealt to this worker may still stand in the database.
            permits = 0;
            target = 0;
            unsaid = shared;
            asksAt = System.nanoTime();
        }
        this.shared = shared;
        this.most = atMost == null ? Integer.MAX_VALUE : atMost;
        open();
    }

    /** How many more may begin. With more permits than are fair, none until enough have ended. */
    int room() {
        int may = dealing ? 0 : shared ? Math.min(most, Math.min(permits, target)) : most;
        return Math.max(0, may - used);
    }

    void take() {
        used++;
        peak = Math.max(peak, used);
    }

    /** How many runs to look for: those that have room, and those for which room may be dealt. */
    int look(int free, long now) {
        return Math.min(free, mayAsk(now) ? most - used : room());
    }

    void release() {
        used = Math.max(0, used - 1);
        open();
    }

    /** Told that a run found no room. */
    void miss() {
        behind = true;
        if (shared && used + missed < most) {
            missed++;
        }
    }

    boolean hasMissed(long now) {
        return missed > 0 && mayAsk(now);
    }

    /** Whether a deal could bring more. */
    private boolean mayAsk(long now) {
        return shared && !dealing && asksAt != Long.MAX_VALUE && asksAt - now <= 0;
    }

    /** Whether there is anything to say at a heartbeat. */
    boolean concerned() {
        return shared && !dealing && (unsaid || permits > 0 || missed > 0 || used > 0 || behind);
    }

    /** Whether it holds more than is fair, and less of that is used. */
    boolean hasSurplus() {
        return shared && !dealing && permits > Math.max(used, target);
    }

    /** No run begins from here until the answer. */
    Demand ask() {
        dealing = true;
        unsaid = false;
        wanted = Math.min(most, Math.max(Math.max(used + missed, peak), behind ? wanted : 0));
        var demand = new Demand(subject, used, Math.max(used, wanted));
        permits = used;
        peak = used;
        missed = 0;
        return demand;
    }

    /** Asks again at once when all was granted that was wanted, soon when others hold what is fair, else only at a heartbeat. */
    void answer(Share share, long again) {
        dealing = false;
        permits = share.permits();
        target = share.target();
        asksAt = permits >= wanted ? again - AGAIN.toNanos() : isOwed() ? again : Long.MAX_VALUE;
        open();
    }

    /** The answer was lost: what is used is all that is certain. */
    void unanswered(long again) {
        dealing = false;
        asksAt = again;
    }

    /** Whether others hold what is this worker's fair part. */
    boolean isOwed() {
        return shared && permits < target;
    }

    /** No room until something ends, or until the time has passed. */
    void close(@Nullable Duration atMost, long now) {
        closed = true;
        opensAt = atMost == null ? Long.MAX_VALUE : now + atMost.toNanos();
    }

    boolean isClosed(long now) {
        if (closed && opensAt != Long.MAX_VALUE && opensAt - now <= 0) {
            open();
        }
        return closed;
    }

    boolean wasClosed() {
        return closed;
    }

    private void open() {
        closed = false;
        opensAt = Long.MAX_VALUE;
    }

    /** Whether runs are due that found no room; those that come now queue up behind them. */
    boolean isBehind() {
        return behind;
    }

    void behind(boolean behind) {
        this.behind = behind;
    }
}
