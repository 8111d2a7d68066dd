/**
 * Limits that all workers keep together without counting rows: the concurrency of a queue or a tenant, and the rate of a
 * queue.
 *
 * <h2>Concurrency</h2>
 *
 * <p>A limit is dealt out as permits. Each worker has a row with the permits it may use ({@code penstock.share}) and
 * counts in memory what it uses of them. It asks when runs found no permit, at each heartbeat, and when it holds more
 * than is fair; {@link dev.penstock.postgres.queue.Deals} then writes its row while it holds the limit's, so one worker
 * is dealt to after the other.
 *
 * <pre>
 * target  = the fair part of the limit, by what each worker wants ({@code Deal})
 * free    = the limit − the permits of all other rows, whatever has become of their workers
 * permits = max(in use, min(target, free))
 * </pre>
 *
 * <p>So the permits of all rows together are never more than the limit, or than what was in use when it was lowered: a
 * row only grows by what is free, and it only shrinks to what is in use, once its worker has stopped to begin others.
 * The row of a worker that dies counts until its lease has ended and none of its runs is in its hands any more; what it
 * may still send is refused by the fence, and a run that it starts in a queue meanwhile is queued ({@code
 * penstock.append_runs}). On Citus, where that is not one commit, the row counts five seconds longer, and where a worker has
 * a lease in each shard, it counts until all have ended and every node has said so ({@link
 * dev.penstock.postgres.queue.Holders}).
 *
 * <p>An idle worker wants nothing, so its row is gone with its next heartbeat, and one busy worker has the whole limit.
 * With fewer permits than workers that want some, they go around every ten seconds.
 *
 * <h2>Rate</h2>
 *
 * <p>{@code penstock.draw} keeps one number per queue, up to when its rate is used up; a look draws for all its runs in
 * one call, and what was drawn for runs that another worker was faster to claim is given back. What a worker drew that
 * died in between is lost.
 *
 * <h2>While a node of a cluster is down</h2>
 *
 * <p>Both tables are on every node, so neither can be written. What is asked here is therefore given up soon rather than
 * waited for; the worker goes on with the permits that it uses, and with everything that no limit concerns.
 */
@NullMarked
package dev.penstock.postgres.queue;

import org.jspecify.annotations.NullMarked;
