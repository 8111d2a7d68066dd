package dev.penstock.postgres.journal;

import dev.penstock.store.RunKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be flushed, lane by lane: bounded in number and bytes, so that a slow database slows its callers down.
 *
 * <p>A lane is in one flush at a time, which keeps its records in order. How many flushes are under way is a matter of
 * how much there is to write: a flush has a price of its own, so what little comes while one is under way waits for it
 * and then goes together, whatever its lane. Only much is worth a second flush beside it. And a flush that takes long is
 * waiting for something that is no concern of the others. For the same reason a flush waits a moment for those of the one
 * before, see {@link Gathering}.
 *
 * <p>What could not be flushed is put off, and nobody waits for it but what comes behind it in its lanes. Of several
 * nodes none may keep all flushes busy, so that one that hangs leaves room for the others.
 */
final class Lanes {

    /** So many entries are worth a flush beside another, where a flush has a price whatever is in it. */
    static final int MANY = 40;

    private static final long FOREVER = Long.MAX_VALUE;
    private static final long LONG_NANOS = Duration.ofMillis(3).toNanos();

    private final int many;
    private final Gathering gathering;
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
    private final ToIntFunction<RunKey> nodeOf;
    private final IntSupplier flushesPerNode;
    private final Map<Integer, Integer> busy = new HashMap<>();
    private final List<Taken> putOff = new ArrayList<>();

    /**
     * @param many how many entries are worth a flush beside another
     * @param moment how long a flush may wait for those of the one before, see {@link Gathering}
     * @param entriesMax how many may wait in a lane
     * @param bytesMax roughly how many bytes may
     * @param nodeOf the node that has a run
     * @param flushesPerNode how many flushes may be under way to one node
     */
    Lanes(
            int count,
            int many,
            Duration moment,
            int entriesMax,
            long bytesMax,
            ToIntFunction<RunKey> nodeOf,
            IntSupplier flushesPerNode) {
        this.nodeOf = nodeOf;
        this.flushesPerNode = flushesPerNode;
        this.many = many;
        this.gathering = new Gathering(moment);
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
            gathering.comes();
            if (!lane.taken) {
                free++;
                boolean enough = free == 1 || free == many || gathering.isJustComplete(free);
                // Others may be free for long and still not be flushed, because their node is busy.
                if (enough || (many == 1 && lane.queue.size() == 1)) {
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
     * @param near the node that the thread is connected to, whose lanes it had better take; any number when it is to none
     */
    @Nullable
    Taken take(int entries, long bytes, int near) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var taken = again();
                if (taken == null && isWorthAFlush()) {
                    taken = drain(entries, bytes, near);
                }
                if (taken != null) {
                    begin(taken);
                    return taken;
                }
                if (closed && free == 0 && putOff.isEmpty()) {
                    // Others may still wait for lanes whose node was busy when these were closed.
                    work.signalAll();
                    return null;
                }
                long wait = nothingBefore();
                if (wait == FOREVER) {
                    work.await();
                } else {
                    work.awaitNanos(wait);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of what was put off, the first whose time has come. */
    private @Nullable Taken again() {
        long now = System.nanoTime();
        for (var taken : putOff) {
            if (now - taken.notBefore >= 0 && isFree(taken.node)) {
                putOff.remove(taken);
                return taken;
            }
        }
        return null;
    }

    private @Nullable Taken drain(int entries, long bytes, int near) {
        var pending = new ArrayList<Pending>();
        var from = new ArrayList<Lane>();
        long left = bytes;
        for (var lane : chosen(near)) {
            free -= lane.queue.size();
            lane.taken = true;
            from.add(lane);
            left = lane.drain(pending, entries, left);
        }
        if (from.isEmpty()) {
            return null;
        }
        room.signalAll();
        return new Taken(pending, from, nodeOf.applyAsInt(pending.getFirst().run()));
    }

    private void begin(Taken taken) {
        underWay++;
        busy.merge(taken.node, 1, Integer::sum);
        lastBegun = System.nanoTime();
        if (free > 0 || !putOff.isEmpty()) {
            work.signal();
        }
    }

    /** For how many nanoseconds there is nothing to do unless something happens. */
    private long nothingBefore() {
        long now = System.nanoTime();
        long wait = FOREVER;
        if (free > 0 && underWay > 0 && now - lastBegun < LONG_NANOS) {
            wait = LONG_NANOS - (now - lastBegun);
        } else if (free > 0 && underWay == 0) {
            wait = Math.max(1, gathering.nanosToWait(free));
        }
        for (var taken : putOff) {
            if (isFree(taken.node)) {
                wait = Math.min(wait, taken.notBefore - now);
            }
        }
        return wait;
    }

    /** Lets the lanes go on, unless something is left that has to wait first. */
    void done(Taken taken, List<Part> left, long pauseNanos) {
        lock.lock();
        try {
            underWay--;
            busy.merge(taken.node, -1, Integer::sum);
            if (left.isEmpty()) {
                for (var lane : taken.lanes) {
                    lane.taken = false;
                    free += lane.queue.size();
                }
            } else {
                taken.parts = left;
                taken.notBefore = System.nanoTime() + pauseNanos;
                putOff.add(taken);
            }
        } finally {
            lock.unlock();
        }
    }

    /** These are about to be told that they are durable. */
    void tells(int entries) {
        if (entries >= many) {
            // Nobody waits for more than so many, and those who come are not to be in the way of who tells them.
            return;
        }
        lock.lock();
        try {
            gathering.tells(entries, free);
        } finally {
            lock.unlock();
        }
    }

    private boolean isFree(int node) {
        return busy.getOrDefault(node, 0) < flushesPerNode.getAsInt();
    }

    private boolean isWorthAFlush() {
        return free >= many || (free > 0 && nothingToWaitFor());
    }

    private boolean nothingToWaitFor() {
        if (closed) {
            return true;
        }
        return underWay == 0 ? gathering.nanosToWait(free) <= 0 : System.nanoTime() - lastBegun >= LONG_NANOS;
    }

    /** All that have something when that is little; otherwise the fullest, and the next flush takes the next. */
    private List<Lane> chosen(int near) {
        var waiting = lanes.stream()
                .filter(lane -> !lane.taken && !lane.queue.isEmpty() && isFree(nodeOf(lane)))
                .toList();
        if (free < 2 * many) {
            return waiting;
        }
        var nearest = waiting.stream().filter(lane -> nodeOf(lane) == near).toList();
        return (nearest.isEmpty() ? waiting : nearest)
                .stream()
                        .max(Comparator.comparingInt(lane -> lane.queue.size()))
                        .map(List::of)
                        .orElse(List.of());
    }

    private int nodeOf(Lane lane) {
        return nodeOf.applyAsInt(lane.queue.getFirst().run());
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
        private final List<Lane> lanes;
        private final int node;
        private List<Part> parts;
        private long notBefore;

        private Taken(List<Pending> pending, List<Lane> lanes, int node) {
            this.lanes = lanes;
            this.node = node;
            this.parts = List.of(new Part(pending, false));
        }

        /** What is to be flushed. */
        List<Part> parts() {
            return parts;
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
