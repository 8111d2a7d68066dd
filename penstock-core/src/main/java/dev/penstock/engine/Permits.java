package dev.penstock.engine;

import dev.penstock.queue.Queue;
import dev.penstock.store.Allowances;
import dev.penstock.store.Demand;
import dev.penstock.store.Share;
import dev.penstock.store.Subject;
import dev.penstock.store.WorkerId;
import dev.penstock.tenant.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this worker may execute within the limits of queues and tenants, kept in memory: no row is counted. Its part of a
 * limit that all workers keep together is dealt to it by the store ({@link Admission}).
 *
 * <p>A run of the default queue, of a tenant without an allowance, concerns no count.
 *
 * <p>Threads: any.
 */
final class Permits {

    private final WorkerId worker;
    private final Set<Permit> taken = ConcurrentHashMap.newKeySet();
    private final Map<Subject, Count> counts = new HashMap<>();
    private volatile Allowances allowances = Allowances.NONE;

    Permits(WorkerId worker) {
        this.worker = worker;
    }

    WorkerId worker() {
        return worker;
    }

    Allowances allowances() {
        return allowances;
    }

    /** Takes over the limits that stand now; runs that are under way count from here on. */
    synchronized void know(Allowances now) {
        allowances = now;
        var limited = Stream.concat(
                        now.queues().keySet().stream().map(Subject::queue),
                        now.tenants().entrySet().stream()
                                .filter(tenant -> tenant.getValue().concurrency() != null)
                                .map(tenant -> Subject.tenant(tenant.getKey())))
                .collect(Collectors.toSet());
        counts.keySet().retainAll(limited);
        for (var subject : limited) {
            limit(counts.computeIfAbsent(subject, added -> new Count(added, underWay(added))), now);
        }
    }

    private static void limit(Count count, Allowances now) {
        var name = count.subject().name();
        switch (count.subject().kind()) {
            case QUEUE -> {
                var queue = Objects.requireNonNull(now.queues().get(name));
                count.limit(queue.concurrency() != null, queue.workerConcurrency());
            }
            case TENANT -> count.limit(true, null);
        }
    }

    private int underWay(Subject subject) {
        return Math.toIntExact(taken.stream()
                .filter(permit -> subjects(permit.queue(), permit.tenant()).contains(subject))
                .count());
    }

    private static List<Subject> subjects(String queue, String tenant) {
        return List.of(Subject.queue(queue), Subject.tenant(tenant));
    }

    /** @param tenant its name: the limits are those of the whole tenant, in however many buckets it is */
    private List<Count> countsOf(String queue, String tenant) {
        return subjects(queue, tenant).stream()
                .map(counts::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean isUnlimited(String queue, String tenant) {
        return queue.equals(Queue.DEFAULT) && !allowances.tenants().containsKey(tenant);
    }

    // --- taking and returning ----------------------------------------------------------------------------------

    /**
     * A permit for a run that is started here and now; null when it has to queue: no room, others are before it, or its
     * queue has a rate.
     */
    @Nullable
    Permit start(String queue, String stored) {
        var tenant = Spread.tenantOf(stored);
        var permit = new Permit(this, queue, tenant);
        if (isUnlimited(queue, tenant)) {
            taken.add(permit);
            return permit;
        }
        synchronized (this) {
            var of = countsOf(queue, tenant);
            var known = allowances.queues().get(queue);
            boolean timed = known == null ? !queue.equals(Queue.DEFAULT) : known.rate() != null;
            if (timed || of.stream().anyMatch(count -> count.isBehind() || count.room() == 0)) {
                of.forEach(count -> count.behind(true));
                return null;
            }
            of.forEach(Count::take);
            taken.add(permit);
            return permit;
        }
    }

    /** A permit for a run that was found due; null when it has no room. */
    @Nullable
    Permit admit(String queue, String stored) {
        var tenant = Spread.tenantOf(stored);
        var permit = new Permit(this, queue, tenant);
        if (isUnlimited(queue, tenant)) {
            taken.add(permit);
            return permit;
        }
        synchronized (this) {
            var of = countsOf(queue, tenant);
            var full = of.stream().filter(count -> count.room() == 0).toList();
            if (!full.isEmpty()) {
                full.forEach(Count::miss);
                return null;
            }
            of.forEach(Count::take);
            taken.add(permit);
            return permit;
        }
    }

    /**
     * What came free with a permit.
     *
     * @param awaited whether somebody here may have waited for it
     * @param surplus whether it is for other workers
     */
    record Returned(boolean awaited, boolean surplus) {
        private static final Returned NOTHING = new Returned(false, false);
    }

    /** Returns a permit; more than once changes nothing. */
    Returned release(Permit permit) {
        if (!taken.remove(permit) || isUnlimited(permit.queue(), permit.tenant())) {
            return Returned.NOTHING;
        }
        synchronized (this) {
            boolean awaited = false;
            boolean surplus = false;
            for (var count : countsOf(permit.queue(), permit.tenant())) {
                awaited |= count.wasClosed() || count.isBehind();
                count.release();
                surplus |= count.hasSurplus();
            }
            return new Returned(awaited, surplus);
        }
    }

    /** Whether such a run is limited otherwise than by slots. */
    boolean concern(String queue, String stored) {
        return !isUnlimited(queue, Spread.tenantOf(stored));
    }

    // --- looking -----------------------------------------------------------------------------------------------

    /**
     * The queues that have room, with {@code free} slots: where to look, and for how many runs. Whoever finds no room
     * from here on is found by the look, or says so again.
     */
    synchronized Map<String, Integer> rooms(int free) {
        long now = System.nanoTime();
        var rooms = new LinkedHashMap<String, Integer>();
        rooms.put(Queue.DEFAULT, free);
        for (var queue : allowances.queues().values()) {
            var count = counts.get(Subject.queue(queue.name()));
            if (count != null && !count.isClosed(now)) {
                int room = count.look(free, now);
                if (room > 0) {
                    rooms.put(queue.name(), room);
                    count.behind(false);
                }
            }
        }
        return rooms;
    }

    /** Tenants of which nothing is to be looked for; of the others as with {@link #rooms}. */
    synchronized Set<String> closedTenants() {
        long now = System.nanoTime();
        var closed = new HashSet<String>();
        for (var count : counts.values()) {
            if (count.subject().kind() == Subject.Kind.TENANT) {
                if (count.isClosed(now)) {
                    closed.add(count.subject().name());
                } else {
                    count.behind(false);
                }
            }
        }
        return closed;
    }

    /** Tenants that have more than one turn. */
    Map<String, Integer> weights() {
        return allowances.tenants().entrySet().stream()
                .filter(tenant -> tenant.getValue().weight() > 1)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, tenant -> tenant.getValue().weight()));
    }

    /** After a look: more runs of the queue are due than it brought. */
    synchronized void fallBehind(String queue) {
        var count = counts.get(Subject.queue(queue));
        if (count != null) {
            count.behind(true);
        }
    }

    /**
     * Runs of this queue and tenant were refused for good in this look: nothing is looked for until something ends, a
     * deal brings room, or, which is told, a deal is worth asking for again.
     */
    synchronized boolean close(String queue, String stored) {
        long now = System.nanoTime();
        boolean opens = false;
        for (var count : countsOf(queue, Spread.tenantOf(stored))) {
            if (count.room() == 0) {
                count.close(count.isOwed() ? Count.AGAIN : null, now);
                opens |= count.isOwed();
            }
        }
        return opens;
    }

    /** Nothing of the queue starts for so long. */
    synchronized void closeFor(String queue, Duration atLeast) {
        var count = counts.get(Subject.queue(queue));
        if (count != null) {
            count.close(atLeast, System.nanoTime());
            count.behind(true);
        }
    }

    // --- dealing -----------------------------------------------------------------------------------------------

    /** What is to be asked for runs that have just found no room. From here on none begins until the answers. */
    synchronized List<Demand> missed() {
        long now = System.nanoTime();
        return counts.values().stream()
                .filter(count -> count.hasMissed(now))
                .map(Count::ask)
                .toList();
    }

    /** What is to be said at a heartbeat. */
    synchronized List<Demand> all() {
        return counts.values().stream().filter(Count::concerned).map(Count::ask).toList();
    }

    /** What is to be given back, now that it is free. */
    synchronized List<Demand> surplus() {
        return counts.values().stream()
                .filter(Count::hasSurplus)
                .map(Count::ask)
                .toList();
    }

    synchronized void answered(List<Demand> asked, List<Share> shares) {
        long again = System.nanoTime() + Count.AGAIN.toNanos();
        var left = new ArrayList<>(asked);
        for (var share : shares) {
            left.removeIf(demand -> demand.subject().equals(share.subject()));
            var count = counts.get(share.subject());
            if (count != null) {
                count.answer(share, again);
            }
        }
        unanswered(left);
    }

    synchronized void unanswered(List<Demand> asked) {
        long again = System.nanoTime() + Count.AGAIN.toNanos();
        asked.stream()
                .map(Demand::subject)
                .map(counts::get)
                .filter(Objects::nonNull)
                .forEach(count -> count.unanswered(again));
    }
}
