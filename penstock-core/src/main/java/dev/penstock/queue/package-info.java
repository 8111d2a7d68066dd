/**
 * Queues in which runs wait for a worker, and what the runs of one queue or one tenant may use.
 *
 * <p>A run is started in a queue, the default one unless told; that one has no limits and costs nothing. Limits are kept
 * in the database, so that every worker keeps the same ones, and count over all workers. A run counts while a worker
 * executes it: not while it is queued, and not while it waits and has left memory.
 *
 * <p>Who is next is decided in this order: the limits of its queue and its tenant have room; its tenant's turn, by
 * weight; its priority among the runs of its tenant; the longest due.
 */
@NullMarked
package dev.penstock.queue;

import org.jspecify.annotations.NullMarked;
