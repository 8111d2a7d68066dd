package dev.penstock.store;

import java.util.List;

/**
 * A look for work.
 *
 * @param workflows what the worker can execute; other runs are left alone
 * @param limit 1 or more
 */
public record ClaimRequest(WorkerId worker, List<Definition> workflows, int limit) {
    /** One registered version of a workflow. */
    public record Definition(String workflow, String version) {}
}
