package dev.penstock.postgres.journal;

import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what was drained into flushes that one append call can carry out: one worker each, and nothing of a run after
 * something of it that ends its turn, since the call writes all steps before all transitions.
 */
final class Turns {

    private final Set<RunKey> ended = new HashSet<>();
    private @Nullable WorkerId worker;

    List<List<Pending>> cut(List<Pending> drained) {
        var turns = new ArrayList<List<Pending>>(1);
        begin();
        int from = 0;
        for (int at = 0; at < drained.size(); at++) {
            if (!fits(drained.get(at))) {
                turns.add(drained.subList(from, at));
                from = at;
                begin();
                fits(drained.get(at));
            }
        }
        turns.add(drained.subList(from, drained.size()));
        return turns;
    }

    private void begin() {
        ended.clear();
        worker = null;
    }

    private boolean fits(Pending next) {
        var its = next.worker();
        if (worker != null && its != null && !its.equals(worker)) {
            return false;
        }
        if (!ended.isEmpty() && ended.contains(next.run())) {
            return false;
        }
        worker = its == null ? worker : its;
        if (next.endsTurn()) {
            ended.add(next.run());
        }
        return true;
    }
}
