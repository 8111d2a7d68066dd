package dev.penstock.postgres.journal;

import dev.penstock.run.RunState;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The enums' spellings, made once instead of once per step. */
final class Labels {

    private static final Map<StepKind, String> KINDS = labels(StepKind.class, StepKind::label);
    private static final Map<StepState, String> STEP_STATES = labels(StepState.class, StepState::label);
    private static final Map<RunState, String> RUN_STATES = labels(RunState.class, RunState::label);

    private Labels() {}

    static @Nullable String of(StepKind kind) {
        return KINDS.get(kind);
    }

    static @Nullable String of(StepState state) {
        return STEP_STATES.get(state);
    }

    static @Nullable String of(RunState state) {
        return RUN_STATES.get(state);
    }

    private static <E extends Enum<E>> Map<E, String> labels(Class<E> type, Function<E, String> label) {
        var labels = new EnumMap<E, String>(type);
        Arrays.stream(type.getEnumConstants()).forEach(value -> labels.put(value, label.apply(value)));
        return labels;
    }
}
