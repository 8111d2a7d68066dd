/**
 * Whether everything is as a plan left it, and nothing was lost on the way.
 *
 * <p><b>Against what.</b> The plan says what each table should be; the journal says what was there before and how many rows with
 * which checksums; the coordinator's tables say what the shards must look like.
 *
 * <p><b>Rows.</b> Checksums of tenants that nobody has written since must be the same; a tenant that was written may differ, and only
 * who knows that nothing was written, since the move or while it went on, can call a difference a loss ({@link dev.penstock.citus.verify.VerifyOptions#quiet}).
 *
 * <p><b>Workload.</b> Statements of a file come with their values. Captured ones have lost them, and Citus finds the shard of a
 * constant only, so values are made up. A worker's own pg_stat_statements is not asked: only what the coordinator was sent is looked at,
 * and nothing of what functions do inside.
 *
 * <p><b>Not guaranteed.</b> Nodes are asked one after the other: there is no snapshot over all of them.
 */
@NullMarked
package dev.penstock.citus.verify;

import org.jspecify.annotations.NullMarked;
