package dev.penstock.postgres.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for a lane's next flush: bounded in number and bytes, so that a slow database slows its callers down. */
final class PendingQueue {

    private final int entriesMax;
    private final long bytesMax;
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private long bytes;
    private boolean closed;

    PendingQueue(int entriesMax, long bytesMax) {
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
    }

    /** Waits for room; one that is larger than all room is let in alone. Returns false when the queue is closed. */
    boolean put(Pending pending) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !queue.isEmpty() && (queue.size() >= entriesMax || bytes >= bytesMax)) {
                room.await();
            }
            if (closed) {
                return false;
            }
            queue.addLast(pending);
            bytes += pending.bytes();
            if (queue.size() == 1) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is pending and moves up to these limits of it; false when closed and empty. */
    boolean drain(List<Pending> into, int entries, long bytesLimit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty()) {
                if (closed) {
                    return false;
                }
                work.await();
            }
            long taken = 0;
            while (into.size() < entries && taken < bytesLimit && !queue.isEmpty()) {
                var next = queue.removeFirst();
                into.add(next);
                taken += next.bytes();
            }
            bytes -= taken;
            room.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing in any more; what is pending is still drained. */
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
}
