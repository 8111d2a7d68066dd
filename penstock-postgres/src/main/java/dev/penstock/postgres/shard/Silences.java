package dev.penstock.postgres.shard;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which nodes take questions and do not answer them. Such a node is left alone for a while, longer each time that it is
 * silent again, because whoever passes a question on to it waits there for as long as it is silent: a session of the
 * coordinator each time, of which there are not many.
 */
public final class Silences {

    private static final int DOUBLINGS_MAX = 4;

    private final Map<Integer, Silent> silent = new ConcurrentHashMap<>();

    /** @param times how often, one after the other; several at one time count as one */
    private record Silent(int times, long since) {

        /** Not after the first time: it may have been another node's that the connection led to. */
        long pauseNanos(Duration most) {
            long pause = times == 1 ? 0 : Connections.SILENCE.toNanos() << Math.min(times - 2, DOUBLINGS_MAX);
            return Math.min(pause, most.toNanos());
        }
    }

    void isSilent(int node) {
        long now = System.nanoTime();
        silent.merge(
                node,
                new Silent(1, now),
                (known, one) -> now - known.since() < Connections.SILENCE.toNanos() / 2
                        ? known
                        : new Silent(known.times() + 1, now));
    }

    void answers(int node) {
        silent.remove(node);
    }

    /** Forgets all but these, which have shards. */
    void keep(Set<Integer> nodes) {
        silent.keySet().retainAll(nodes);
    }

    /** @param most how long at most it is to be left alone */
    boolean mayBeAsked(int node, Duration most) {
        var known = silent.get(node);
        return known == null || System.nanoTime() - known.since() >= known.pauseNanos(most);
    }

    /** For what is written on every node, where it would wait. Errors: one is silent → {@code PEN-3002}. */
    public void requireNone(String what) {
        if (!silent.isEmpty()) {
            throw new PenstockException(
                    ErrorCode.STORE_UNREACHABLE,
                    what + " is written on every node, and " + silent.keySet() + (silent.size() == 1 ? " does" : " do")
                            + " not answer; look at the nodes of these groups");
        }
    }

    /** Those that were silent when they were asked last. */
    public Set<Integer> nodes() {
        return Set.copyOf(silent.keySet());
    }
}
