package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Queue;
import dev.penstock.store.Allowances;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The queues that there are, as far as this process has heard; a queue does not go away again. */
final class KnownQueues {

    private final Supplier<Allowances> look;
    private volatile Set<String> names = Set.of();

    /** Looks when it is asked for a queue of which it has not heard. */
    KnownQueues(Supplier<Allowances> look) {
        this.look = look;
    }

    /** Errors: no such queue → {@code PEN-1017}. */
    void require(String queue) {
        if (queue.equals(Queue.DEFAULT) || names.contains(queue)) {
            return;
        }
        names = look.get().queues().keySet();
        if (!names.contains(queue)) {
            throw new PenstockException(
                    ErrorCode.UNKNOWN_QUEUE,
                    "there is no queue '" + queue + "'; there are " + new TreeSet<>(names)
                            + "; make it with Penstock's queues(), on the builder or when open, or with 'penstock queues"
                            + " set'");
        }
    }
}
