/**
 * What the tool remembers of a plan, in the database that the plan changes.
 *
 * <p><b>Where.</b> Schema {@code penstock_citus} on the coordinator: plain local tables, never distributed, made when first needed. A
 * plan is known by the fingerprint of its file, so a plan that was changed has a journal of its own.
 *
 * <p><b>What for.</b> Not to know what is done: that is asked of the database, by the probe of each operation. The journal holds what
 * the database cannot tell: how far batches came, what a person confirmed, what was there before something went away, and rows and
 * checksums from before and after the move.
 *
 * <p><b>Digests.</b> For each table and tenant the number of rows and the sum of the hashes of their text, which does not depend on
 * their order. The settings that a value's text depends on are pinned on every node. Two digests can be compared when they were made
 * of the same columns.
 *
 * <p><b>Not guaranteed.</b> A digest taken while the application writes is one moment's; it proves nothing about the next.
 */
@NullMarked
package dev.penstock.citus.journal;

import org.jspecify.annotations.NullMarked;
