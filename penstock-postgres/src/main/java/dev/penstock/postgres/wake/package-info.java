/**
 * Wake-up: how a worker hears at once that a run is due which another process queued.
 *
 * <p>Whoever queues runs {@linkplain dev.penstock.postgres.wake.Bell rings} after their commit, never in it: a commit
 * that notifies takes a lock that all such commits share, up to its flush to disk, so one notification in every
 * transaction would cost four fifths of the commits. Rings are coalesced twice, in the process (a ring while one is on
 * its way adds nothing) and in the database over all processes (one notification in ten milliseconds).
 *
 * <p>Every worker {@linkplain dev.penstock.postgres.wake.Listener listens} on a connection of its own.
 *
 * <h2>What can be lost</h2>
 *
 * <table>
 * <caption>Losses and what makes up for them</caption>
 * <tr><td>the notification was sent before the run was visible</td><td>whoever heard it looks again, and again, at
 *     growing intervals</td></tr>
 * <tr><td>the ringer died between commit and ring</td><td>the poll</td></tr>
 * <tr><td>the listener's connection was lost</td><td>it connects again, and looks as if it had heard one</td></tr>
 * <tr><td>a run started in a transaction of the application's that stays open after it rang: its notification comes with its
 *     commit, and rings of others in the ten milliseconds after it were left to that; or it did not ring itself because
 *     another just had</td><td>the poll. A notification of its own in each such transaction would let their commits wait for
 *     each other</td></tr>
 * <tr><td>no session of its own to be had: a pooler between, a node of Citus that nobody rings on</td><td>the poll</td>
 *     </tr>
 * </table>
 */
@NullMarked
package dev.penstock.postgres.wake;

import org.jspecify.annotations.NullMarked;
