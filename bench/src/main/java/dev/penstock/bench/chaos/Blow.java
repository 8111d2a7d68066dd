package dev.penstock.bench.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * One blow of the schedule.
 *
 * @param at since the beginning
 * @param target the number of the worker, node or shard that it falls on, counted from 0, modulo how many there are
 * @param lasting how long the target stays as the blow left it
 */
record Blow(Duration at, Kind kind, int target, Duration lasting) {

    /** What can happen. The weight says how often, in proportion. */
    enum Kind {
        /** A worker process is killed, {@code kill -9}, and another started in its place. */
        KILL_WORKER(4),
        /** A worker process stands still for longer than its lease and then goes on. */
        STALL_WORKER(4),
        /** A worker process is told to leave, and another started in its place. */
        DISMISS_WORKER(1),
        /** All sessions of Penstock on a node are ended. */
        END_SESSIONS(3),
        /** A node is stopped in good order and started again. */
        RESTART_NODE(1),
        /** All processes of a node are killed, and the node started again. */
        KILL_NODE(2),
        /** A shard moves to another node while it is written to. */
        MOVE_SHARD(4);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        int weight() {
            return weight;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%6.1f s  %s %d%s",
                at.toMillis() / 1e3,
                kind.label(),
                target,
                lasting.isZero() ? "" : String.format(Locale.ROOT, " for %.1f s", lasting.toMillis() / 1e3));
    }
}
