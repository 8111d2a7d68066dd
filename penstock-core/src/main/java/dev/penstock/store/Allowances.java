package dev.penstock.store;

import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import java.util.Map;

/**
 * The limits that stand in the database.
 *
 * @param queues by name, without the default queue
 * @param tenants by name, only those that were given an allowance
 */
public record Allowances(Map<String, Queue> queues, Map<String, Allowance> tenants) {

    public static final Allowances NONE = new Allowances(Map.of(), Map.of());

    public Allowances {
        queues = Map.copyOf(queues);
        tenants = Map.copyOf(tenants);
    }
}
