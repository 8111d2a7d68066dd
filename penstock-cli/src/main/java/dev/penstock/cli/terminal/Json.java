package dev.penstock.cli.terminal;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Answers for scripts: one JSON value on one line, names and states spelled as in the database. */
public final class Json {

    private static final int DELETE = 0x7f;

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
        return ascii(MAPPER.writeValueAsString(answer));
    }

    /**
     * The same JSON in ASCII. What a process writes has the character set of its locale, in which a cron job or a container
     * often knows nothing else, and what it does not know would be a question mark.
     */
    public static String ascii(String json) {
        if (json.chars().allMatch(c -> c < DELETE)) {
            return json;
        }
        var escaped = new StringBuilder(json.length() + 32);
        json.chars().forEach(c -> {
            if (c < DELETE) {
                escaped.append((char) c);
            } else {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return escaped.toString();
    }
}
