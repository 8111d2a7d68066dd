package dev.penstock.postgres.journal;

import java.time.Duration;

/**
 * Whether it pays to wait a moment, after a flush, for those who were in it. A flush costs nearly the same with few as with
 * many, and runs that have just heard that a step is durable are soon back with their next. Who begins the next flush with what came
 * meanwhile leaves them behind, and from then on two halves take turns, each at the full price. So a flush waits for as
 * many as could be back, but only a moment, and only when those of the time before came in it: runs whose steps take
 * longer than that are not waited for.
 *
 * <p>Guarded by the lock of the lanes.
 */
final class Gathering {

    /** A third of what a small flush takes; runs that have nothing to do but go on are back well within it. */
    static final Duration MOMENT = Duration.ofNanos(150_000);

    private final long momentNanos;
    private int told;
    private int back;
    /** Whether it may still be the moment. */
    private boolean open;

    private int hoped;
    private long until;

    /** @param moment how long to wait; zero for never */
    Gathering(Duration moment) {
        this.momentNanos = moment.toNanos();
        this.until = System.nanoTime();
    }

    /** Begins anew: so many are being told that they are durable, while others wait already. */
    void tells(int entries, int waiting) {
        boolean cameBack = 2 * back >= told;
        hoped = cameBack ? waiting + entries : 0;
        told = entries;
        back = 0;
        open = momentNanos > 0;
        until = System.nanoTime() + momentNanos;
    }

    /** Somebody came, be it one of those or not. */
    void comes() {
        // The clock is not looked at for each of the many who come later.
        open = open && nanosLeft() > 0;
        if (open) {
            back++;
        }
    }

    /** Whether, with the one who just came, these are all that could be hoped for. */
    boolean isJustComplete(int waiting) {
        return open && waiting == hoped;
    }

    /** How long to wait for more than these; not at all when it is zero or less. */
    long nanosToWait(int waiting) {
        return waiting >= hoped ? 0 : nanosLeft();
    }

    private long nanosLeft() {
        return until - System.nanoTime();
    }
}
