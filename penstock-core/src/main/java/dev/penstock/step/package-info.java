/**
 * A step, a named durable operation of a run: what to do ({@link dev.penstock.step.Step}), how to insist ({@link
 * dev.penstock.step.StepOptions}, {@link dev.penstock.step.Retry}), and what is recorded of it ({@link
 * dev.penstock.step.StepRecord}): exactly one record, attempts and timing inside.
 */
@NullMarked
package dev.penstock.step;

import org.jspecify.annotations.NullMarked;
