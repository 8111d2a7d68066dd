package dev.penstock.workflow;

import dev.penstock.codec.PayloadType;
import dev.penstock.step.Attempt;
import dev.penstock.step.Step;
import dev.penstock.step.StepName;
import dev.penstock.step.StepOptions;
import java.util.Arrays;
import java.util.Set;

/**
 * A named, versioned definition: a value to register, to start, to call as a child. Immutable.
 *
 * @param version which code a run belongs to; a run is executed only by workers that have its version registered
 * @param direct whether it is one step outside any workflow
 * @param removedSteps names that older code recorded and this code no longer asks for
 */
public record Workflow<I, O>(
        String name,
        String version,
        PayloadType<I> input,
        PayloadType<O> output,
        boolean direct,
        Set<String> removedSteps,
        WorkflowFunction<I, O> function) {

    public Workflow {
        StepName.check(name);
        StepName.check("v" + version);
        removedSteps = Set.copyOf(removedSteps);
    }

    /** Version {@code 1} of a workflow. Errors: an unusable name → {@code PEN-1003}. */
    public static <I, O> Workflow<I, O> define(
            String name, Class<I> input, Class<O> output, WorkflowFunction<I, O> function) {
        return define(name, PayloadType.of(input), PayloadType.of(output), function);
    }

    public static <I, O> Workflow<I, O> define(
            String name, PayloadType<I> input, PayloadType<O> output, WorkflowFunction<I, O> function) {
        return new Workflow<>(name, "1", input, output, false, Set.of(), function);
    }

    /**
     * A single step that is run outside any workflow: recorded, retried and resumed like a step, started and looked at
     * like a run. Its step carries the same name.
     */
    public static <I, O> Workflow<I, O> ofStep(
            String name, Class<I> input, Class<O> output, StepOptions options, DirectFunction<I, O> function) {
        var result = PayloadType.of(output);
        return new Workflow<>(
                name,
                "1",
                PayloadType.of(input),
                result,
                true,
                Set.of(),
                (in, run) -> run.step(new Step<>(name, result, options, attempt -> function.run(in, attempt))));
    }

    /** What a step outside any workflow does. */
    @FunctionalInterface
    public interface DirectFunction<I, O> {
        O run(I input, Attempt attempt) throws Exception;
    }

    /** The same definition as another version; runs already under way stay with the version they began with. */
    public Workflow<I, O> withVersion(String version) {
        return new Workflow<>(name, version, input, output, direct, removedSteps, function);
    }

    /** Declares steps that runs under way may have recorded and that this code no longer asks for. */
    public Workflow<I, O> withRemovedSteps(String... names) {
        return new Workflow<>(name, version, input, output, direct, Set.copyOf(Arrays.asList(names)), function);
    }
}
