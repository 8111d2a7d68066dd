package dev.penstock.step;

/**
 * What identifies a step within its run.
 *
 * @param occurrence 1 for the first time the name is used in the run, then 2 …
 * @param item 0 for a step that stands alone, 1 … n for the items of a map, 1 for the failure of a child
 */
public record StepKey(String name, int occurrence, int item) {

    public static StepKey of(String name, int occurrence) {
        return new StepKey(name, occurrence, 0);
    }

    /** The key of one item of what has this key; 1-based. */
    public StepKey atItem(int item) {
        return new StepKey(name, occurrence, item);
    }

    /** {@code charge}, {@code charge#2}, {@code pack[17]}, {@code pack#2[17]}. */
    @Override
    public String toString() {
        return name + (occurrence == 1 ? "" : "#" + occurrence) + (item == 0 ? "" : "[" + item + "]");
    }
}
