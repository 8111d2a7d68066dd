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
 * <p>On Citus the locks are the runs themselves ({@link dev.penstock.postgres.shard} says why), and a worker has a lease in
 * each shard, beside the runs that it is for. Heartbeat and take-over are a call per node, all at once, that no node
 * waits for: a node that is down keeps nobody from renewing the leases on the others, nor from ending those of the dead
 * and taking their runs back, shard by shard. A heartbeat writes as many rows as there are shards, in one commit a node.
 * When one shard says that a lease has ended, the worker gives up all.
 *
 * <p>No lease runs out while its node is down: its time begins again when the node is back, so that there is time to
 * renew it. And nobody counts as dead of whom a shard knows nothing, as after a split: whoever notices gives it a lease.
 * Where shards come under running workers, they come with the lease of each that stands.
 */
@NullMarked
package dev.penstock.postgres.lease;

import org.jspecify.annotations.NullMarked;
