/**
 * What a migration written by hand needs on Citus, and does right on plain PostgreSQL too.
 *
 * <p><b>What is distributed.</b> That {@code pg_dist_partition} has a row of a table says little: tables that never left the
 * coordinator have one as soon as a foreign key leads from them to a reference table. {@link
 * dev.penstock.citus.everyday.CitusTable#state} tells the states apart.
 *
 * <p><b>Commands for shards and nodes.</b> Citus runs them outside of the caller's transaction, and answers with a row where one
 * failed, which nobody reads. {@link dev.penstock.citus.everyday.CitusCommands} refuses to be part of a transaction and raises
 * what failed, with the node, the shard and the server's words.
 *
 * <p><b>Rows left behind.</b> {@code create_distributed_table} leaves the rows of before in the coordinator's own table, where no
 * query sees them and every scan of DDL does. {@link dev.penstock.citus.everyday.CitusTable#emptyStranded} removes them, but never
 * where that would empty a table whose rows are nowhere else: the function of Citus cascades over foreign keys.
 *
 * <p>Everything takes the caller's connection; nothing is kept.
 */
@NullMarked
package dev.penstock.citus.everyday;

import org.jspecify.annotations.NullMarked;
