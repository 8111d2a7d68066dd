package dev.penstock.postgres.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be flushed, lane by lane: bounded in number and bytes, so that a slow database slows its callers down.
 *
 * <p>A lane is in one flush at a time, which keeps its records in order. How many flushes are under way is a matter of
 * how much there is to write: a flush has a price of its own, so what little comes while one is under way waits for it
 * and then goes together, whatever its lane. Only much is worth a second flush beside it. And a flush that takes long is
 * waiting for something that is no concern of the others.
 */
final class Lanes {

    /** So many entries are worth a flush beside another, where a flush has a price whatever is in it. */
    static final int MANY = 40;

    private static final long LONG_NANOS = Duration.ofMillis(3).toNanos();

    private final int many;
    private final int entriesMax;
    private final long bytesMax;
    private final List<Lane> lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    /** Entries in lanes of which no flush is under way. */
    private int free;

    private int underWay;
    private long lastBegun;
    private boolean closed;

    /**
     * @param many how many entries are worth a flush beside another
     * @param entriesMax how many may wait in a lane
     * @param bytesMax roughly how many bytes may
     */
    Lanes(int count, int many, int entriesMax, long bytesMax) {
        this.many = many;
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
        this.lanes = IntStream.range(0, count).mapToObj(at -> new Lane()).toList();
    }

    int count() {
        return lanes.size();
    }

    /** Waits for room; one that is larger than all room is let in alone. Returns false when closed. */
    boolean put(int at, Pending pending) throws InterruptedException {
        var lane = lanes.get(at);
        lock.lockInterruptibly();
        try {
            while (!closed && lane.isFull(entriesMax, bytesMax)) {
                room.await();
            }
            if (closed) {
                return false;
            }
            lane.queue.addLast(pending);
            lane.bytes += pending.bytes();
            if (!lane.taken) {
                free++;
                if (free == 1 || free == many) {
                    work.signal();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a flush is to begin and returns what is in it, up to these limits; null when closed and nobody needs
     * this thread any more.
     *
     * @param done what this thread was given before and has flushed, so that its lanes may be in another flush; null at
     *     first
     */
    @Nullable
    Taken take(@Nullable Taken done, int entries, long bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (done != null) {
                release(done);
            }
            while (!isWorthAFlush()) {
                if (free > 0) {
                    work.awaitNanos(LONG_NANOS - (System.nanoTime() - lastBegun));
                } else if (closed) {
                    return null;
                } else {
                    work.await();
                }
            }
            var taken = new Taken(new ArrayList<>(), new ArrayList<>());
            for (var lane : chosen()) {
                free -= lane.queue.size();
                lane.taken = true;
                taken.lanes.add(lane);
                bytes = lane.drain(taken.pending, entries, bytes);
            }
            underWay++;
            lastBegun = System.nanoTime();
            room.signalAll();
            if (free > 0) {
                work.signal();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWorthAFlush() {
        boolean nothingToWaitFor = underWay == 0 || closed || System.nanoTime() - lastBegun >= LONG_NANOS;
        return free >= many || (free > 0 && nothingToWaitFor);
    }

    /** All that have something when that is little; otherwise the fullest, and the next flush takes the next. */
    private List<Lane> chosen() {
        var waiting = lanes.stream()
                .filter(lane -> !lane.taken && !lane.queue.isEmpty())
                .toList();
        return free < 2 * many
                ? waiting
                : waiting.stream()
                        .max((one, other) -> Integer.compare(one.queue.size(), other.queue.size()))
                        .map(List::of)
                        .orElseThrow();
    }

    private void release(Taken done) {
        underWay--;
        for (var lane : done.lanes) {
            lane.taken = false;
            free += lane.queue.size();
        }
    }

    /** Lets nothing in any more; what is pending is still taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is in a flush, and the lanes it came from. */
    static final class Taken {
        private final List<Pending> pending;
        private final List<Lane> lanes;

        private Taken(List<Pending> pending, List<Lane> lanes) {
            this.pending = pending;
            this.lanes = lanes;
        }

        List<Pending> pending() {
            return pending;
        }
    }

    private static final class Lane {
        private final ArrayDeque<Pending> queue = new ArrayDeque<>();
        private long bytes;
        private boolean taken;

        boolean isFull(int entriesMax, long bytesMax) {
            return !queue.isEmpty() && (queue.size() >= entriesMax || bytes >= bytesMax);
        }

        /** Returns how many bytes may still be drained. */
        long drain(List<Pending> into, int entries, long bytesLimit) {
            long left = bytesLimit;
            while (into.size() < entries && left > 0 && !queue.isEmpty()) {
                var next = queue.removeFirst();
                into.add(next);
                bytes -= next.bytes();
                left -= next.bytes();
            }
            return left;
        }
    }
}
