package dev.penstock.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A look for due runs.
 *
 * @param workflows what the worker can execute; other runs are left alone
 * @param rooms the queues to look in, and how many runs of each there is room for, 1 or more
 * @param closedTenants what stands for tenants that have no room
 * @param weights what stands for tenants that have more than one turn
 * @param surplus how many more buckets there are than tenants that are spread: what is looked at beyond the room, so that
 *     the buckets of one tenant do not hide the others
 */
public record Look(
        List<Definition> workflows,
        Map<String, Integer> rooms,
        Collection<String> closedTenants,
        Map<String, Integer> weights,
        int surplus) {

    /** One registered version of a workflow. */
    public record Definition(String workflow, String version) {}
}
