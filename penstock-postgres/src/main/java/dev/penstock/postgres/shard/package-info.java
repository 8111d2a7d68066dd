/**
 * Shards: where tenants live when the database is a Citus cluster, and how writes stay right and local there.
 *
 * <h2>One shard, one task</h2>
 *
 * <p>Every table that has a tenant is distributed by it and colocated, the few others are reference tables. A tenant's
 * shard follows from its name by the hash that the database uses; it is computed here ({@link
 * dev.penstock.postgres.shard.TenantHash}), so no tenant costs a question. The functions that write are distributed too:
 * whichever node is asked passes the call on, whole, to the one that has the shard. What one call writes is of one
 * shard: the journal's lanes are slices of the hash space and cut what they drain by shard, claims and take-overs call
 * once per shard. Nothing on a hot path commits on two nodes.
 *
 * <h2>Planned once</h2>
 *
 * <p>Through Citus every statement is planned twice each time it is executed, once to find the shard and again there, from
 * text; half a dozen small statements made a flush cost three milliseconds, whatever was in it. So the functions of the
 * hot path are copied for each shard: {@code penstock.append_102008} is {@code penstock.append} with the names of that
 * shard's own tables put in ({@code schema/copies.sql}), and its plans are kept. What is called is still {@code
 * penstock.append}: it holds the shard, so that it cannot move away, and passes on to the copy when the shard is on its
 * node, is that of all the tenants concerned, and has copies; else it goes through Citus as before. Copies are made when
 * the tables are distributed and by {@code penstock schema upgrade}, which a split therefore calls for; all nodes have
 * them, so a move does not. Each thread of the journal is connected to one of the nodes with shards, as far as the URL
 * names them, and prefers the lanes of that node, because passing a flush on costs as much as the flush.
 *
 * <p>What looks for due work on all shards of a node is planned once as well: a session prepares the look-up for each shard
 * ({@code penstock.look_on_shards}).
 *
 * <p>Sessions plan with the values at hand otherwise: of a plan for all values that is pruned when it is executed, Citus 13.2
 * keeps another 50 kB each time (fixed since, <a href="https://github.com/citusdata/citus/pull/8824">#8824</a>).
 * Connections that the store opens say so, and functions do; an application that gives its own pool sets {@code
 * plan_cache_mode = force_custom_plan} there.
 *
 * <h2>The fence</h2>
 *
 * <p>On one PostgreSQL a flush holds its worker's advisory lock shared and a take-over holds it exclusively. On Citus
 * that would be wrong three times: an advisory lock is held on one node only, a transactional step runs on the node that
 * its connection goes to and not on the one that has the shard, and a shard may move between lock and write. So there
 * the locks are those of the run rows ({@code penstock.fence}), which are in one place whoever looks; a write that
 * changes nothing comes first and holds the shard where it is, because moves wait for writes. A take-over
 * ({@code penstock.take_back}) locks the same rows. The advisory lock is taken all the same: it is the label by which
 * the session of a worker that stands still is found, on whichever node, and ended.
 *
 * <h2>When shards come</h2>
 *
 * <p>A store that was opened on one PostgreSQL goes on when its tables are distributed under it ({@link
 * dev.penstock.postgres.schema} says how). It asks now and then, and whenever the database refuses what was done as on one
 * PostgreSQL; what was refused has written nothing and is done again, cut by shard ({@link
 * dev.penstock.postgres.shard.Shards#either}). Then it becomes what one that is opened now would be: what its lanes hold is
 * flushed and others, one per shard at least, take their place; its connections are opened anew, to plan as they should
 * here; and the nodes are looked at as when a store is opened.
 *
 * <p>A table of the application that is not distributed yet lies on the coordinator alone. A transactional step that
 * writes to one commits in two phases, so that the rows and the step's record still appear together or not at all; once
 * the table is distributed beside the runs, it commits on one node.
 *
 * <h2>When shards change</h2>
 *
 * <p>A move leaves the slices as they are. A split changes them; until {@link dev.penstock.postgres.shard.Shards} has
 * looked again (every few seconds, and after every flush that had to be repeated) a flush may be of two shards: the
 * database refuses it or commits in two phases, and the journal halves what is refused until it is of one. When there are
 * more shards than lanes, or other nodes have some, there come other lanes as above, connected to the nodes there are; what
 * is wrong with a node that has come is said in the log and in the store's description.
 *
 * <h2>When a node is lost</h2>
 *
 * <p>Calls that its shards need are repeated until it is back, as after any lost connection; the tenants of other nodes go
 * on. A transactional step is done again when a node that it wrote to is lost under it, and when that node does not
 * confirm the commit, of which Citus warns or which it calls failed, its fate is looked up. Heartbeats, take-overs and
 * looks for due runs ask {@linkplain dev.penstock.postgres.shard.EachNode each node} and pass over who does not answer; a
 * lane of the journal is of one shard, what cannot be flushed is put off, and of several nodes none keeps all flushes
 * busy; a transactional step has no connection while it waits for another attempt.
 *
 * <p>A node that hangs instead of being refused takes questions and answers none. Whoever asks it, or asks another over a
 * connection that leads to it, is free again after five seconds of silence ({@link
 * dev.penstock.postgres.shard.Silences}), a flush after fifteen, a look-up or a transactional step of the application after
 * the minute that a statement of its own may take: of those one node never has all connections ({@link
 * dev.penstock.postgres.shard.ByNode}). The heartbeat waits for none of them. Each question that went by way of the
 * coordinator keeps a session there for as long as the node hangs, so a node that stays silent is asked less and less
 * often, up to once a minute, by the heartbeat once a lease. Where a node hangs for longer than a lease, the leases on it
 * have run out when it goes on: who asks first then decides whether they are extended or ended, and a worker whose lease is
 * ended gives its runs up and joins again.
 *
 * <h2>Time</h2>
 *
 * <p>The clocks are those of the nodes. They have to agree to a small part of a lease, as the clocks of a cluster do.
 */
@NullMarked
package dev.penstock.postgres.shard;

import org.jspecify.annotations.NullMarked;
