/**
 * Runs migrations where nobody has data, and says of each statement what its text cannot show.
 *
 * <p><b>Where.</b> A {@linkplain dev.penstock.citus.lint.trace.Scratch scratch cluster}: databases that the trace itself makes on the
 * servers of a cluster, under a name that was free, and drops afterwards. The statements run as a role that was made with them, owns
 * them and may nothing else: no superuser, no right to make databases or roles, to read or write the server's files or to start its
 * programs. That the migrations cannot reach further is what the server enforces, not what their text says. Every connection is
 * asked where it leads before anything runs on it.
 *
 * <p><b>What is seen.</b> After each statement and before its transaction ends, another session reads the locks on all nodes: on
 * tables that were there before the file, for nobody waits for the others. What the session itself sees of its catalog tells which
 * tables were rewritten; that of the shards is compared once the transaction has ended. What is left NOT VALID or invalid on any node
 * when the last file has run is said of the statement that left it.
 *
 * <p><b>What is not.</b> A statement that cannot run in a transaction ends its own transactions: its locks are sampled while it runs,
 * and one that is held for shorter than a look may be missed. How long a lock is held says nothing here, where tables are small.
 * After a statement that the server refuses nothing more is run: what followed would run on tables that are not as they will be.
 */
@NullMarked
package dev.penstock.citus.lint.trace;

import org.jspecify.annotations.NullMarked;
