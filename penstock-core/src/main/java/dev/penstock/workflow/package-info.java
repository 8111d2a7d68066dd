/**
 * Workflows: named, versioned definitions whose code holds a {@link dev.penstock.workflow.Run} while it executes.
 *
 * <h2>What Penstock does</h2>
 *
 * <p>Workflow code is ordinary blocking code on a virtual thread. Whatever it must not do twice it does inside a step;
 * the step's result is durable before the code sees it. When a run is resumed, its code is executed again from the top
 * and every recorded step returns at once what it returned the first time.
 *
 * <h2>What workflow code owes in return</h2>
 *
 * <p>Between two steps it is deterministic: the clock, chance and the outside world are reached through {@code Run}
 * only. A replay that asks for something the history contradicts is stopped with both sides in the error
 * ({@code PEN-1007}); it is never guessed at. A run that parks unwinds its thread with an {@link Error}, so
 * {@code finally} blocks run at that moment too: they may release resources, they must not have effects that are meant
 * to happen once. Code that catches {@code Throwable} passes errors on.
 *
 * <h2>Changing code while runs are under way</h2>
 *
 * <p>Steps are known by name and occurrence, so recorded steps may be reordered. A step that a replay meets for the
 * first time while other recorded steps have not been asked for could be an insertion or a rename, with a double effect
 * in the second case: it stops the run unless the code says which ({@link dev.penstock.step.StepOptions#withAdded},
 * {@link dev.penstock.step.StepOptions#withRenamedFrom}, {@link dev.penstock.workflow.Workflow#withRemovedSteps}).
 * Larger changes are a new {@link dev.penstock.workflow.Workflow#withVersion version}: a run stays with the version it
 * was started with, and both may be registered side by side.
 */
@NullMarked
package dev.penstock.workflow;

import org.jspecify.annotations.NullMarked;
