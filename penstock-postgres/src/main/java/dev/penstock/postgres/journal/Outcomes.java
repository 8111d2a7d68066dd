package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Verdict;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells those who wait what became of their entries. */
final class Outcomes {

    private static final int MANY = 8;

    /**
     * Runs that were started here by key and are held: when a later start with the same key is submitted again, such a
     * run is one that existed, not the one that the lost attempt inserted.
     */
    private final Set<RunKey> startedByKey = ConcurrentHashMap.newKeySet();

    void settle(List<Pending> flush, Refusals refusals, boolean resubmitted) {
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

    static void fail(List<Pending> flush, ErrorCode code, String why, Throwable cause) {
        for (var pending : flush) {
            pending.fail(new PenstockException(
                    code, pending.described() + " was not recorded: " + why + " (" + cause.getMessage() + ")", cause));
        }
    }
}
