package dev.penstock.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run makes durable at one moment: all of it in one transaction, or none of it.
 *
 * @param starts child runs, of the same tenant
 * @param attributes run attributes to set, usually empty
 * @param transition null while the run goes on in its holder's hands
 */
public record Entry(
        Holding holding,
        List<StepWrite> steps,
        List<NewRun> starts,
        Map<String, String> attributes,
        @Nullable Transition transition) {

    public static Entry of(Holding holding, StepWrite step) {
        return new Entry(holding, List.of(step), List.of(), Map.of(), null);
    }

    public static Entry of(Holding holding, Transition transition) {
        return new Entry(holding, List.of(), List.of(), Map.of(), transition);
    }
}
