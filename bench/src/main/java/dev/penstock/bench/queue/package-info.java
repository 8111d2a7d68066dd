/**
 * Queues end to end and how soon an idle worker picks a job up, beside the queues of others; and what Penstock alone does
 * with very many waiting runs, with the runs of a dead worker, and with a noisy neighbour. Every trial has a JVM and a
 * database of its own.
 */
@NullMarked
package dev.penstock.bench.queue;

import org.jspecify.annotations.NullMarked;
