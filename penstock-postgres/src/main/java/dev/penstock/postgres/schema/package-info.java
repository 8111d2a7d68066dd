/**
 * The schema: numbered scripts, applied by a migrator of our own because a library must not bring a migration tool that
 * an application then finds running against its own database. The scripts are printable ({@link
 * dev.penstock.postgres.schema.Schema#print}), so that any tool can install them instead.
 *
 * <h2>The move to Citus</h2>
 *
 * <p>An installation that has runs moves while workers go on ({@link dev.penstock.postgres.schema.Move}). It rests on one
 * property of the schema: <em>a run's rows change only while it is running, or together with its own row</em>. Every write
 * of a step is fenced by a running run; resuming and deleting change the run as well.
 *
 * <ol>
 * <li>Each table that has a run's key gets an empty, distributed twin in the schema {@code penstock_move}: same columns,
 *     constraints, indexes by name, owner and grants.
 * <li>Triggers on {@code penstock.run} remember each run that comes to rest, leaves it or is deleted. To create them is to
 *     wait for all writes before, so none is missed.
 * <li>Runs that are not running are copied in parts, in the order of their keys, without any lock, and copied again when
 *     they were remembered.
 * <li>In one transaction, while everybody waits: the last remembered runs and the few that are running are copied, the
 *     tables change places with their twins by a change of schema, the leases that stand are spread to all shards, and
 *     {@code penstock.sharded()} says so. What that takes depends on how many runs are under way, not on how many there
 *     ever were. When it does not fit into the time that writers may wait, it is taken back and tried again.
 * <li>Every row that was there is looked for on its shard, by what is in it; only then is what was left dropped.
 * </ol>
 *
 * <p>There is never a moment in which some tables are distributed and others are not, so no way of writing has to be right
 * on both, and no worker has to acknowledge anything: the lock is the gate. A write of the old way holds the tables until
 * it commits, and the change of places waits for it; or it gets them afterwards, and then {@code penstock.sharded()}, which
 * it asks at its end, refuses it. Nothing was written then; the worker looks for shards ({@link
 * dev.penstock.postgres.shard.Shards}) and does the same again as on Citus. Each stage is told by what is there, so the
 * process that moves may die at any instant: the next one goes on.
 *
 * <p>The toolkit's own way of distributing a large table, {@code create_distributed_table_concurrently}, goes table by
 * table, needs logical replication, and cannot know that most rows never change; this needs neither and holds writers up
 * for less.
 */
@NullMarked
package dev.penstock.postgres.schema;

import org.jspecify.annotations.NullMarked;
