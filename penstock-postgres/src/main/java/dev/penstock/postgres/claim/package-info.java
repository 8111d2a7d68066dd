/**
 * Claims: how a due run gets into a worker's hands.
 *
 * <p>In two stages, since rows of several shards cannot be locked in one statement: {@link
 * dev.penstock.postgres.claim.DueRuns} finds candidates without any lock, {@link dev.penstock.postgres.claim.Claims}
 * takes those for which the worker has room by compare-and-set on their epoch. Two workers may find the same candidates;
 * each run goes to exactly one of them, and the other simply gets fewer. Taking is repeatable: when the answer was lost
 * with its connection, the next attempt also returns what the first had taken, which is recognised by worker and epoch;
 * what remains unanswered the worker asks for again, with the slots and permits that it has taken for it. Where that is for
 * a node that is down, nobody waits with it: the worker looks on for other runs, and asks when the node answers.
 *
 * <p>Histories of all runs claimed come in one statement; a run that nobody held before has none and costs none.
 *
 * <h2>Fairness</h2>
 *
 * <p>As long as a worker has room for all that is due, order does not matter, and one look by time finds everything. A
 * queue in which more is due than there is room for is <em>flooded</em>: there a look goes from tenant to tenant, by a
 * loose index scan that begins after the tenant which had the last turn, and takes from each as many as its weight says
 * ({@link dev.penstock.postgres.claim.Turns}, {@link dev.penstock.postgres.claim.Rounds}). It visits no more than a
 * hundred tenants beyond its limit, whatever number of runs or tenants there are. Where that does not fill the room, as
 * with many tenants whose runs all wait for later, it is filled by time, so that nothing that is due is left behind, and
 * the next look goes on after the last tenant visited, so that one with few runs does not wait behind those that sleep.
 *
 * <p>The cost of a look does not depend on how many runs are finished (they are in neither index), how many are due, or
 * how many tenants have some. It grows with the number of queues: ten short descents of an index for each.
 *
 * <h2>Runs of others</h2>
 *
 * <p>Runs of workflows and versions that the worker does not have stand in the same indexes, and are passed over. The
 * look for what becomes due next reads no more than three hundred runs of a queue and priority, and knows of nothing when
 * none of those is for the worker: there is the poll. A tenant has its turn for what is among the first hundred of its due
 * runs of a priority. Only the look by time reads past all that is due for others, for it is the one that leaves nothing
 * behind: as long as services share a queue, what one has not got round to costs the looks of the other.
 */
@NullMarked
package dev.penstock.postgres.claim;

import org.jspecify.annotations.NullMarked;
