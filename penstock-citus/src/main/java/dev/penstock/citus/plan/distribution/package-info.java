/**
 * Plans how tables come to be distributed by the tenant.
 *
 * <p><b>Pure.</b> {@link dev.penstock.citus.plan.distribution.Planner}: an inspection, what was asked for and what has been chosen
 * give a plan; the same give the same.
 *
 * <p><b>In this order.</b> {@link dev.penstock.citus.plan.distribution.Fates} says what becomes of each table. {@link
 * dev.penstock.citus.plan.distribution.Tenants} adds and fills the tenant's column, {@link
 * dev.penstock.citus.plan.distribution.Keys} builds keys with it beside the old ones and, where a unique is to go on over all
 * tenants, a {@link dev.penstock.citus.plan.distribution.KeyTable}, {@link
 * dev.penstock.citus.plan.distribution.References} the foreign keys, and exchanges both, all of it while the tables are local and
 * can be taken back. {@link dev.penstock.citus.plan.distribution.Distribution} moves what foreign keys hold together. What hangs on
 * a table and does not fit is {@link dev.penstock.citus.plan.distribution.Attachments}'.
 *
 * <p><b>Besides.</b> Four smaller plans of the same kind: {@link dev.penstock.citus.plan.distribution.FoldPlanner}, {@link
 * dev.penstock.citus.plan.distribution.NotNullPlanner}, {@link dev.penstock.citus.plan.distribution.ContractPlanner} and {@link
 * dev.penstock.citus.plan.distribution.UndistributePlanner}.
 *
 * <p><b>Names.</b> Constraints and indexes keep theirs: what is built beside the old carries a name of its own until it takes its
 * place. Those names, and all others that are made up, are short enough for PostgreSQL ({@link
 * dev.penstock.citus.plan.distribution.Names}).
 *
 * <p><b>Helpers.</b> Trigger functions lie in the schema {@code penstock_plan}, rows that are put aside in {@code
 * penstock_quarantine}.
 */
@NullMarked
package dev.penstock.citus.plan.distribution;

import org.jspecify.annotations.NullMarked;
