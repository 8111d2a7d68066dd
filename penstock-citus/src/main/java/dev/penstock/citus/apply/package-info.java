/**
 * Carries out a plan, knowing nothing of why an operation is there.
 *
 * <p><b>The loop.</b> {@link dev.penstock.citus.apply.Applier}: for each operation in order, its probe is asked; what is done is
 * passed over, what is not is begun, done and asked again. So a process that was killed anywhere is
 * continued by applying again, and applying again what is done changes nothing. Where a probe cannot know, the journal tells ({@link
 * dev.penstock.citus.apply.Outcome}): what came before a component that is half moved, its foreign keys away; and that a move which
 * stopped has to sweep and restore yet, though all its tables are in shards.
 *
 * <p><b>One at a time.</b> A session-level advisory lock on a connection of its own to the coordinator ({@link
 * dev.penstock.citus.apply.Guard}). Whoever holds it ends the sessions that a killed predecessor left running: the server would go on
 * with their statement otherwise. Before every operation and batch the lock is seen to be still there.
 *
 * <p><b>Locks.</b> Every transaction waits for a lock only as long as its budget says, on the workers too, and gives up all that it
 * holds when it does not get it ({@link dev.penstock.citus.apply.Attempts}): the application never queues behind us for longer.
 * Between two attempts nothing is locked, and the pause grows and varies. Several tables are locked before anything else is done, all
 * within one budget, parents first; and a table that was waited for in vain comes first from then on ({@link
 * dev.penstock.citus.apply.LockOrder}): in another order than the application's, writers that never pause would keep us out for ever.
 *
 * <p><b>Gates.</b> {@link dev.penstock.citus.apply.Gates}: an operation waits for a condition, for a person, or for programs that are too
 * old to end. What a person confirms is written down and holds; what programs say of themselves is asked for each operation.
 *
 * <p><b>Moving.</b> {@link dev.penstock.citus.apply.Mover} moves a component in one transaction, in which rows are counted before and
 * after; or one table after the other, the large ones while they are written ({@link dev.penstock.citus.apply.Online}).
 *
 * <p><b>Emptying.</b> What Citus leaves on the coordinator is truncated in one place only, {@link
 * dev.penstock.citus.apply.Remains}, and only after the proof that all tables which the truncation would reach hold their rows in
 * shards: it cascades over foreign keys, and Citus refuses only the nearest.
 *
 * <p><b>Back.</b> {@link dev.penstock.citus.apply.Reverser}, last operation first, what has left something to take back. A reversal of one
 * transaction and its entry in the journal are committed together, so none is run twice.
 *
 * <p><b>Sessions.</b> Connections may come from an application's pool: {@link dev.penstock.citus.apply.Session} gives each back without our
 * locks and settings.
 *
 * <p><b>Failures.</b>
 *
 * <table>
 * <caption>What happens when</caption>
 * <tr><td>killed in a transaction</td><td>it is rolled back, applying again begins the operation anew</td></tr>
 * <tr><td>killed between two batches</td><td>they go on behind the last key</td></tr>
 * <tr><td>killed while an index is built CONCURRENTLY</td><td>the invalid index goes, on shards too, and is built anew</td></tr>
 * <tr><td>killed while a table is copied online</td><td>slots and shards are cleaned up, values of identity columns set again, the
 * copy begins anew; foreign keys that were dropped come back behind it</td></tr>
 * <tr><td>a lock is not to be had</td><td>tried again, in the end {@code PEN-6023}</td></tr>
 * <tr><td>the guard's connection is lost</td><td>stops at the next operation or batch, {@code PEN-6025}</td></tr>
 * </table>
 */
@NullMarked
package dev.penstock.citus.apply;

import org.jspecify.annotations.NullMarked;
