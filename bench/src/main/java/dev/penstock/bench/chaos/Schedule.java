package dev.penstock.bench.chaos;

import dev.penstock.bench.chaos.Blow.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What happens when, as it follows from the seed. Pure.
 *
 * @param seed the same seed, length, pace and kinds make the same blows
 */
record Schedule(long seed, Duration length, List<Blow> blows) {

    private static final int TARGETS = 1_000;

    /**
     * Blows until {@code length} is over.
     *
     * @param pace the mean time between two blows; the time between them varies from nearly nothing to twice that
     * @param lease a stalled worker stands still for longer than that
     */
    static Schedule of(long seed, Duration length, Duration pace, Duration lease, Set<Kind> kinds) {
        var random = new Random(seed);
        var blows = new ArrayList<Blow>();
        var among = kinds.stream().sorted().toList();
        int weights = among.stream().mapToInt(Kind::weight).sum();
        for (var at = pause(random, pace); at.compareTo(length) < 0; at = at.plus(pause(random, pace))) {
            var kind = pick(among, random.nextInt(weights));
            blows.add(new Blow(at, kind, random.nextInt(TARGETS), lasting(kind, random, lease)));
        }
        return new Schedule(seed, length, List.copyOf(blows));
    }

    private static Duration pause(Random random, Duration pace) {
        return Duration.ofMillis(1 + random.nextInt((int) (2 * pace.toMillis())));
    }

    private static Kind pick(List<Kind> among, int at) {
        int left = at;
        for (var kind : among) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kinds of blows to choose from");
    }

    private static Duration lasting(Kind kind, Random random, Duration lease) {
        return switch (kind) {
            case KILL_WORKER, DISMISS_WORKER -> Duration.ofMillis(random.nextInt(3_000));
            case STALL_WORKER -> lease.multipliedBy(110 + random.nextInt(140)).dividedBy(100);
            case RESTART_NODE, END_SESSIONS, MOVE_SHARD -> Duration.ZERO;
            case KILL_NODE -> Duration.ofMillis(random.nextInt(4_000));
        };
    }
}
