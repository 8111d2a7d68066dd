/**
 * Chaos: workers and database nodes are killed, stalled and restarted and shards are moved under load, and afterwards the
 * database has to prove that nobody's work was lost or done twice.
 *
 * <h2>Who is who</h2>
 *
 * <p>The process that commands the chaos also starts runs, through a client, and is never harmed: what it was told is
 * the measure. Worker processes ({@link dev.penstock.bench.chaos.ChaosWorker}) execute runs and start some themselves;
 * each says on its standard output what it is about to start, what was accepted and what the run ended with, so
 * its last words outlive it. What a dead worker was about to start, the client starts again under the same
 * idempotency key. The {@link dev.penstock.bench.chaos.Ledger} keeps all of that.
 *
 * <h2>What is proved</h2>
 *
 * <p>Every execution of a step returns something new, so what a run ended with tells which executions it saw. The
 * {@link dev.penstock.bench.chaos.Proof}s are statements that return what breaks a promise, over Penstock's tables, the
 * application's, and the ledger; the {@link dev.penstock.bench.chaos.Sabotage}s break one promise each, and the
 * proof of it has to notice.
 *
 * <h2>What can be repeated</h2>
 *
 * <p>The {@link dev.penstock.bench.chaos.Schedule} follows from the seed: when which blow falls on whom. What the blow
 * then meets does not.
 */
@NullMarked
package dev.penstock.bench.chaos;

import org.jspecify.annotations.NullMarked;
