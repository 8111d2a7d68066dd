/**
 * The plan: what will be done to carry a schema onto Citus, as a file that a person reviews.
 *
 * <p><b>Shape.</b> A {@link dev.penstock.citus.plan.Plan} is a list of {@link dev.penstock.citus.plan.Operation}s in an order in
 * which they can be carried out, and of {@link dev.penstock.citus.plan.Decision}s. An operation says all that is needed to do it,
 * to see whether it is done and to take it back; whoever carries it out need not know why it is there.
 *
 * <p><b>Doing.</b> {@link dev.penstock.citus.plan.Work} is one of four: statements; batches over the keys of a table; rows that are
 * put aside; a component of tables that foreign keys hold together, distributed at once. What is done is never asked of the plan
 * but of the database: an operation's {@code probe}. A probe stays true when later operations have overtaken its own: the one that
 * made a helper trigger is done as well once the table is distributed and the trigger gone.
 *
 * <p><b>Deciding.</b> Where a guarantee of the schema changes, a decision names the guarantee, the ways to go and what each of
 * them means. The plan of an undecided decision is written, so that it can be read, but must not be carried out: {@link
 * dev.penstock.citus.plan.Plan#undecided()}.
 *
 * <p><b>File.</b> {@link dev.penstock.citus.plan.PlanFile}: YAML. Names of tables are written as SQL takes them. There are no OIDs,
 * colocation groups or shard numbers in it: those differ from one cluster to the next.
 *
 * <p><b>Not guaranteed.</b> A plan is right for the catalog that it was made from. {@link dev.penstock.citus.plan.Fingerprint} tells
 * whether the tables have changed since.
 */
@NullMarked
package dev.penstock.citus.plan;

import org.jspecify.annotations.NullMarked;
