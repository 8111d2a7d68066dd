/**
 * The door: {@link dev.penstock.Penstock} opens a store and runs registered workflows, {@link dev.penstock.Tenant}
 * starts runs and looks at them, {@link dev.penstock.RunHandle} waits for one.
 *
 * <p>Everything is a value: a workflow is an object, a step is a name with a function. There are no proxies, no
 * annotations, no ambient thread state. What workflow code holds while it runs is {@link dev.penstock.workflow.Run}.
 */
@NullMarked
package dev.penstock;

import org.jspecify.annotations.NullMarked;
