package dev.penstock.citus.apply;

import dev.penstock.citus.plan.Gate;
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
     * @param closed gates that it would stop before
     * @param sql what it would run in this mode as things stand; of tables that move one by one their own statements, without the
     *     foreign keys around them
     * @param locks that it would take then
     */
    public record Step(Operation operation, boolean done, List<Gate> closed, List<String> sql, List<Lock> locks) {

        /** What a person is asked, gate by gate. */
        public List<String> asks() {
            return closed.stream().map(Applier::ask).toList();
        }
    }
}
