/**
 * The journal: the writer that makes steps durable, many runs to one commit.
 *
 * <h2>Why it is shaped like this</h2>
 *
 * <p>A step must be durable before the workflow sees its result, so the price of a step is a commit, unless commits are
 * shared. {@linkplain dev.penstock.postgres.journal.Lanes Lanes} collect what is pending, and one call of {@code
 * penstock.append} takes it: one round trip, one commit, arrays instead of rows. It waits for no batch to fill; the
 * batch is what came while the previous flush was under way, and those who were in that one, if they are back within a
 * moment ({@link dev.penstock.postgres.journal.Gathering}). So a lone run is not delayed and a crowd is not slowed
 * down; one step that comes alone is recorded by a plain statement, for a lone run is not to pay for the batch either. A
 * run always takes the same lane, which keeps its records in order and keeps two flushes from writing the same run.
 *
 * <h2>Fencing</h2>
 *
 * <p>{@code append} first takes the advisory lock of the worker, shared, then joins every row with the run it belongs
 * to by worker, epoch and state {@code running}. A take-over holds the same lock exclusively while it raises epochs. So
 * a flush lies wholly before a take-over, or finds its fence down: the join needs no row locks. One lock per flush costs
 * nothing that can be measured; locking each run row would cost a fifth of the throughput. The statement for a lone step
 * does lock its one run row, which is cheaper than the function.
 *
 * <h2>What can fail</h2>
 *
 * <table>
 * <caption>Failures and what is done about them</caption>
 * <tr><td>connection lost, server restarted</td><td>put off, connect again and submit the same flush again, for up to {@link
 *     dev.penstock.postgres.journal.JournalOptions#giveUpAfter}; what the lost attempt had recorded counts as recorded
 *     </td></tr>
 * <tr><td>deadlock, stale plan, cancelled statement</td><td>submit again at once, a bounded number of times</td></tr>
 * <tr><td>a value the database refuses</td><td>halve the flush until exactly the entries at fault have failed</td></tr>
 * <tr><td>fence down</td><td>none of the run's rows are written, the others of the flush are</td></tr>
 * <tr><td>more pending than bounded</td><td>callers wait</td></tr>
 * </table>
 *
 * <p>Submitting again is safe because a flush is one statement in autocommit: the lost attempt has committed all of it
 * or nothing, a concurrent rest of it makes the new attempt wait on its keys and rows, and everything in it can be
 * recognised afterwards: a step by its key under the same epoch, a transition by the run's state at the same epoch, a
 * new run by its holder at epoch 1. A run that was started by idempotency key in an earlier flush looks the same as one
 * that the lost attempt inserted, so a lane remembers those it holds.
 *
 * <p>What fails because an outage lasts too long may be durable all the same, or become so when a server that stood still
 * goes on. Then a new run is held by a worker that does not know of it; the engine looks for such runs.
 */
@NullMarked
package dev.penstock.postgres.journal;

import org.jspecify.annotations.NullMarked;
