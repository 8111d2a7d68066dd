/**
 * Leases: who may execute runs, and how runs are taken from those who no longer may.
 *
 * <p>A worker holds one lease for all its runs and extends it by heartbeat; a run carries the worker and an epoch. All
 * times are the database's. A lease that has run out still stands until somebody ends it, so a worker that was merely
 * slow goes on; once ended it never stands again.
 *
 * <p>A take-over ends the leases that have run out, waits for the writes under way of those workers (it takes the
 * advisory lock that every flush holds shared), and queues their runs again with a higher epoch, which is what refuses
 * every later write of a zombie. It looks for runs under a lease that does not stand rather than for the runs of the
 * leases it has just ended, so a run that a zombie starts or claims afterwards is caught by the next call.
 *
 * <p>On Citus the locks are the runs themselves ({@link dev.penstock.postgres.shard} says why), and runs are taken back
 * shard by shard, each in a commit of its own. Heartbeats are written to every node, so none counts while a node is
 * down; neither can a lease be ended then, and it still stands when the node is back.
 */
@NullMarked
package dev.penstock.postgres.lease;

import org.jspecify.annotations.NullMarked;
