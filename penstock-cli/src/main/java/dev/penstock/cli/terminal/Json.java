package dev.penstock.cli.terminal;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Answers for scripts: one JSON value on one line, names and states spelled as in the database. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addMixIn(RunId.class, Id.class)
            .addMixIn(RunState.class, Label.class)
            .addMixIn(StepState.class, Label.class)
            .addMixIn(StepKind.class, Label.class)
            .addMixIn(StepRecord.class, Step.class)
            .build();

    interface Id {
        @JsonValue
        UUID value();
    }

    interface Label {
        @JsonValue
        String label();
    }

    /** A result is JSON already. */
    interface Step {
        @JsonRawValue
        @Nullable
        String result();
    }

    private Json() {}

    public static String write(Object answer) {
        return MAPPER.writeValueAsString(answer);
    }
}
