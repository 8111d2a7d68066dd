package dev.penstock;

import dev.penstock.queue.Queue;
import dev.penstock.store.Store;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that there are, with the limits that every worker keeps. They stand in the database, so what is set here
 * is set for all, and is there after every process has gone.
 *
 * <p>Threads: any. Cost: one statement each.
 */
public final class Queues {

    private static final Logger LOG = LoggerFactory.getLogger(Queues.class);

    private final Store store;

    Queues(Store store) {
        this.store = store;
    }

    /**
     * Makes a queue, or gives it other limits. Workers hear of it at once where notifications reach them, at the latest
     * with their next heartbeat; runs that are under way go on, also when they are more than a lowered limit allows.
     */
    public void set(Queue queue) {
        store.set(queue);
    }

    /** By name; without the default queue. */
    public List<Queue> list() {
        return store.allowances().queues().values().stream()
                .sorted(Comparator.comparing(Queue::name))
                .toList();
    }

    /** Makes a queue unless there is one; says so when that one has other limits. */
    void declare(Queue queue) {
        var standing = store.declare(queue);
        if (!standing.equals(queue)) {
            LOG.warn(
                    "the queue {} stands in the database as {}, which counts; this process declares {}; change it with"
                            + " 'penstock queues set' or Penstock.queues().set()",
                    queue.name(),
                    standing,
                    queue);
        }
    }
}
