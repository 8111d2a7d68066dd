package dev.penstock.citus.apply;

import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import java.util.List;

/**
 * What applying would do.
 *
 * @param obstacles that it would refuse to begin with
 */
public record Outlook(List<Obstacle> obstacles, List<Step> steps, ApplyOptions.Mode mode) {

    /**
     * An operation as it stands.
     *
     * @param asks what a person is asked, for each gate that it would stop before
     * @param sql what it would run in this mode as things stand; of tables that move one by one their own statements, without the
     *     foreign keys around them
     * @param locks that it would take then
     */
    public record Step(Operation operation, boolean done, List<String> asks, List<String> sql, List<Lock> locks) {}
}
