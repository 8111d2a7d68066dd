package dev.penstock.engine;

import dev.penstock.queue.Queue;
import dev.penstock.store.WorkerId;
import org.jspecify.annotations.Nullable;

/** The right to execute one run, within the limits of its queue and its tenant: taken before, and returned once. */
final class Permit {

    private final Permits from;
    private final String queue;
    private final String tenant;

    Permit(Permits from, String queue, String tenant) {
        this.from = from;
        this.queue = queue;
        this.tenant = tenant;
    }

    /** The worker for which it stands. */
    WorkerId worker() {
        return from.worker();
    }

    String queue() {
        return queue;
    }

    String tenant() {
        return tenant;
    }

    /** Whether there is a limit of which it is a part. */
    boolean isLimited() {
        return from.concern(queue, tenant);
    }

    /** The limits of its queue; null when it has none. */
    @Nullable
    Queue limits() {
        return from.allowances().queues().get(queue);
    }

    /** Returns it; more than once changes nothing. */
    Permits.Returned release() {
        return from.release(this);
    }
}
