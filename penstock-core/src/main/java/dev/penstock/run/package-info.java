/**
 * A run, one execution of a workflow, as seen from outside: its identity, states and outcome, how it is started and how
 * runs are listed.
 *
 * <pre>
 * queued → running ⇄ waiting → completed / failed / cancelled        (paused: a flag beside it)
 * </pre>
 */
@NullMarked
package dev.penstock.run;

import org.jspecify.annotations.NullMarked;
