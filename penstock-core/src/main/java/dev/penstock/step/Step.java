package dev.penstock.step;

import dev.penstock.codec.PayloadType;
import java.util.concurrent.Callable;

/**
 * A step before it is run: a name, the type its result is read back as, options and a function.
 *
 * <p>Shape: names as {@link StepName} checks them. The name and its occurrence within the run ({@code charge}, then
 * {@code charge#2}) identify the record, so names are part of the workflow's history and are changed with {@link
 * StepOptions#withRenamedFrom}.
 */
public record Step<T>(String name, PayloadType<T> type, StepOptions options, StepFunction<T> function) {

    public Step {
        StepName.check(name);
    }

    public static <T> Step<T> of(String name, Class<T> type, Callable<T> function) {
        return new Step<>(name, PayloadType.of(type), StepOptions.defaults(), attempt -> function.call());
    }

    public static <T> Step<T> of(String name, PayloadType<T> type, Callable<T> function) {
        return new Step<>(name, type, StepOptions.defaults(), attempt -> function.call());
    }

    public static <T> Step<T> of(String name, PayloadType<T> type, StepFunction<T> function) {
        return new Step<>(name, type, StepOptions.defaults(), function);
    }

    public Step<T> with(StepOptions options) {
        return new Step<>(name, type, options, function);
    }

    public Step<T> with(Retry retry) {
        return with(options.withRetry(retry));
    }
}
