package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ordered path of the journal: a thread that drains what is pending and makes it durable in one commit, at once
 * when it was idle, together with all that came meanwhile when it was not.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int RETRIES_MAX = 10;
    private static final int MANY = 8;

    private final PendingQueue queue;
    private final LaneConnection connection;
    private final JournalOptions options;
    private final Thread thread;
    private final Columns columns = new Columns();
    private final Turns turns = new Turns();
    /**
     * Runs that were started here by key and are held: when a later start with the same key is submitted again, such a
     * run is one that existed, not the one that the lost attempt inserted.
     */
    private final Set<RunKey> startedByKey = new HashSet<>();
    /** Set while the database cannot be reached; the outage is one, however many flushes it hits. */
    private @Nullable Backoff outage;

    Lane(String name, LaneConnection connection, JournalOptions options) {
        this.queue = new PendingQueue(options.pendingEntries(), options.pendingBytes());
        this.connection = connection;
        this.options = options;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void put(Pending pending) {
        try {
            if (!queue.put(pending)) {
                pending.fail(new PenstockException(
                        ErrorCode.STORE_CLOSED, pending.described() + " was not recorded: the store is closed"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            pending.fail(new PenstockException(
                    ErrorCode.STORE_REFUSED,
                    pending.described() + " was not recorded: interrupted while waiting for the journal",
                    interrupted));
        }
    }

    /** Returns when all that was pending is durable or has failed. */
    void close() {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var drained = new ArrayList<Pending>(options.flushEntries());
        try {
            while (queue.drain(drained, options.flushEntries(), options.flushBytes())) {
                for (var flush : turns.cut(drained)) {
                    flushSafely(flush);
                }
                drained.clear();
            }
        } catch (InterruptedException nobodyInterruptsThis) {
            throw new IllegalStateException(nobodyInterruptsThis);
        } finally {
            connection.close();
        }
    }

    private void flushSafely(List<Pending> flush) {
        try {
            flush(flush, false);
        } catch (RuntimeException | Error unforeseen) {
            // Nobody may be left waiting, and the lane goes on for all others.
            LOG.error("the journal failed a flush of {} entries for a reason of its own", flush.size(), unforeseen);
            fail(flush, ErrorCode.STORE_REFUSED, "the journal failed: " + unforeseen, unforeseen);
        }
    }

    private void flush(List<Pending> flush, boolean submittedBefore) {
        boolean resubmitted = submittedBefore;
        for (int retries = 0; ; ) {
            try {
                var refusals = Append.call(connection.append(), columns, flush, resubmitted);
                outage = null;
                settle(flush, refusals, resubmitted);
                return;
            } catch (SQLException thrown) {
                switch (Trouble.of(thrown)) {
                    case GONE -> {
                        resubmitted |= connection.lose();
                        if (!waitForDatabase(thrown)) {
                            fail(flush, ErrorCode.STORE_UNREACHABLE, "the database cannot be reached", thrown);
                            return;
                        }
                    }
                    case RETRY -> {
                        if (++retries > RETRIES_MAX) {
                            isolate(flush, resubmitted, thrown);
                            return;
                        }
                    }
                    case REFUSED -> {
                        isolate(flush, resubmitted, thrown);
                        return;
                    }
                }
            }
        }
    }

    private boolean waitForDatabase(SQLException thrown) {
        if (outage == null) {
            outage = new Backoff(options.giveUpAfter());
            LOG.warn(
                    "the journal lost the database and tries again for up to {}: {}",
                    options.giveUpAfter(),
                    thrown.getMessage());
        }
        return outage.pause();
    }

    /** Halves the flush until exactly those entries have failed that the database refuses. */
    private void isolate(List<Pending> flush, boolean resubmitted, SQLException refused) {
        if (flush.size() == 1) {
            fail(flush, ErrorCode.STORE_REFUSED, "the database refuses it", refused);
            return;
        }
        int middle = flush.size() / 2;
        flush(flush.subList(0, middle), resubmitted);
        flush(flush.subList(middle, flush.size()), resubmitted);
    }

    private void settle(List<Pending> flush, Refusals refusals, boolean resubmitted) {
        if (resubmitted) {
            for (var pending : flush) {
                pending.settle(startedByKey.contains(pending.run()) ? refusals.with(pending.run()) : refusals);
            }
        } else {
            wake(List.copyOf(flush), refusals);
        }
        for (var pending : flush) {
            remember(pending, refusals);
        }
    }

    /**
     * Tells the many who wait from a virtual thread: those it wakes are then queued beside it, without the lock and the
     * wake-up call that each costs when a platform thread wakes a virtual one, and the lane can flush on meanwhile.
     */
    private static void wake(List<Pending> flush, Refusals refusals) {
        Runnable telling = () -> {
            for (var pending : flush) {
                pending.settle(refusals);
            }
        };
        if (flush.size() < MANY) {
            telling.run();
        } else {
            Thread.startVirtualThread(telling);
        }
    }

    private void remember(Pending settled, Refusals refusals) {
        switch (settled) {
            case Pending.PendingStart(NewRun start, var verdict) -> {
                if (start.idempotencyKey() != null
                        && start.holder() != null
                        && refusals.of(start) == StartVerdict.STARTED) {
                    startedByKey.add(start.key());
                }
            }
            case Pending.PendingEntry(Entry entry, var verdict) -> {
                if (!startedByKey.isEmpty()
                        && (entry.transition() != null || refusals.of(entry.holding()) == Verdict.SUPERSEDED)) {
                    startedByKey.remove(entry.holding().run());
                }
            }
        }
    }

    private static void fail(List<Pending> flush, ErrorCode code, String why, Throwable cause) {
        for (var pending : flush) {
            pending.fail(new PenstockException(
                    code, pending.described() + " was not recorded: " + why + " (" + cause.getMessage() + ")", cause));
        }
    }
}
