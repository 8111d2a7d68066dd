/**
 * What each table would be on Citus, and why.
 *
 * <p><b>In two steps.</b> {@link dev.penstock.citus.inspect.Classifier} decides by the catalogs alone and is pure;
 * {@link dev.penstock.citus.inspect.DataChecks} names the questions that only the data can answer, {@link
 * dev.penstock.citus.inspect.DataProbe} asks them within a time limit, and {@link dev.penstock.citus.inspect.Judgement},
 * pure again, corrects the verdicts by the answers. {@link dev.penstock.citus.inspect.Inspector} does one after the other.
 *
 * <p><b>The tenant.</b> One notion, spelled differently: a column counts as the tenant's when its name is the same but for
 * case, separators and a closing {@code id}, or when it is the one foreign key to the root table. A table without such a
 * column gets its tenant over the foreign keys: declared ones before ones that only names suggest, ones that cannot be
 * NULL before ones that can, short paths before long ones. What is equally good is reported, never chosen silently.
 *
 * <p><b>Classes.</b> {@link dev.penstock.citus.inspect.TableClass}. A partition follows its parent. What no tenant leads to
 * is a reference table when a tenant's table refers to it, however indirectly, and stays local otherwise.
 *
 * <p><b>Not guaranteed.</b> Checks that ran into their time limit, or looked at a sample, say so: they have found nothing
 * they did not see. Checks run one after the other, each in its own snapshot.
 */
@NullMarked
package dev.penstock.citus.inspect;

import org.jspecify.annotations.NullMarked;
