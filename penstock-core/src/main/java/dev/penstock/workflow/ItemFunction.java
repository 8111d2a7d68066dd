package dev.penstock.workflow;

import dev.penstock.step.Attempt;

/** What is done for one item of {@link Run#map}; a step's function with the item in hand. */
@FunctionalInterface
public interface ItemFunction<I, T> {
    T run(I item, Attempt attempt) throws Exception;
}
