package dev.penstock.store;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A look for due runs.
 *
 * @param workflows what the worker can execute; other runs are left alone
 * @param rooms the queues to look in, and how many runs of each there is room for, 1 or more
 * @param closedTenants tenants that have no room
 * @param weights tenants that have more than one turn
 */
public record Look(
        List<Definition> workflows,
        Map<String, Integer> rooms,
        Set<String> closedTenants,
        Map<String, Integer> weights) {

    /** One registered version of a workflow. */
    public record Definition(String workflow, String version) {}
}
