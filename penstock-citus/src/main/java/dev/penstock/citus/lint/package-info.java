/**
 * Says what is dangerous about a migration on Citus before it runs.
 *
 * <p>Files are read in the order given, as a history: a later one knows the tables that an earlier one created and distributed.
 * With a live catalog the history begins there. What could not be read is a finding of its own ({@code CIT900}); a suppression
 * names its rule and a reason, or is a finding itself.
 */
@NullMarked
package dev.penstock.citus.lint;

import org.jspecify.annotations.NullMarked;
