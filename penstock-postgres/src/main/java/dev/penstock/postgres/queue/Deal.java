package dev.penstock.postgres.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The arithmetic of dealing a limit out to workers. Pure. */
final class Deal {

    private Deal() {}

    /**
     * A worker's row.
     *
     * @param standing whether its lease stands; the permits of one whose lease does not still count
     */
    record Holder(UUID worker, int permits, int wanted, boolean standing) {}

    /** What a worker is dealt, and what would be fair. */
    record Part(int permits, int target) {}

    /**
     * Deals to one worker.
     *
     * @param turn changes now and then, and with it who comes first where the limit cannot be divided
     * @param used how many it executes, and begins no more meanwhile
     * @param wanted how many it could execute
     * @param others all other rows
     */
    static Part to(UUID worker, int used, int wanted, int limit, long turn, List<Holder> others) {
        var wants = new HashMap<UUID, Integer>();
        others.stream()
                .filter(Holder::standing)
                .forEach(other -> wants.put(other.worker(), Math.max(other.wanted(), 0)));
        wants.put(worker, wanted);
        int target = fair(limit, turn, wants).getOrDefault(worker, 0);
        int free = Math.max(0, limit - others.stream().mapToInt(Holder::permits).sum());
        return new Part(Math.max(used, Math.min(target, free)), target);
    }

    /** Nobody gets more than it wants; what some leave goes to the others, in equal parts. */
    static Map<UUID, Integer> fair(int limit, long turn, Map<UUID, Integer> wants) {
        var parts = new HashMap<UUID, Integer>();
        var hungry = new ArrayList<>(wants.keySet());
        hungry.removeIf(worker -> wants.getOrDefault(worker, 0) <= 0);
        hungry.sort(
                Comparator.comparingLong((UUID worker) -> place(worker, turn)).thenComparing(worker -> worker));
        int left = limit;
        while (left > 0 && !hungry.isEmpty()) {
            int each = Math.max(1, left / hungry.size());
            for (var worker : List.copyOf(hungry)) {
                int has = parts.getOrDefault(worker, 0);
                int more = Math.min(Math.min(each, left), wants.getOrDefault(worker, 0) - has);
                parts.put(worker, has + more);
                left -= more;
            }
            hungry.removeIf(worker -> parts.getOrDefault(worker, 0) >= wants.getOrDefault(worker, 0));
        }
        return parts;
    }

    /** Where a worker stands in the order of a turn: as good as chance, and the same for all who ask. */
    private static long place(UUID worker, long turn) {
        long mixed = (worker.getMostSignificantBits() ^ worker.getLeastSignificantBits()) + turn * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 27);
    }
}
