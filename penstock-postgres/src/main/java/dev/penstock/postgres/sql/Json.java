package dev.penstock.postgres.sql;

import dev.penstock.failure.Failure;
import dev.penstock.step.StepMetadata;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our own data inside jsonb columns: failures, step metadata, attributes. Payloads are the codec's and are never looked
 * into. The component names of the records are the names in the database.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final ObjectWriter WRITER = MAPPER.writer();
    private static final ObjectReader FAILURE = MAPPER.readerFor(Failure.class);
    private static final ObjectReader METADATA = MAPPER.readerFor(StepMetadata.class);
    private static final ObjectReader ATTRIBUTES = MAPPER.readerFor(new TypeReference<Map<String, String>>() {});

    /** An escaped NUL, but not an escaped backslash before the letters {@code u0000}. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private Json() {}

    /** JSON text that jsonb takes: it knows no NUL, which becomes the replacement character. */
    public static @Nullable String write(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        var json = WRITER.writeValueAsString(value);
        return json.contains("\\u0000") ? NUL.matcher(json).replaceAll("$1\\\\ufffd") : json;
    }

    public static @Nullable Failure failure(@Nullable String json) {
        return json == null ? null : FAILURE.readValue(json);
    }

    public static @Nullable StepMetadata metadata(@Nullable String json) {
        return json == null ? null : METADATA.readValue(json);
    }

    /** What is no object of texts, as plain SQL could once write it, is shown as JSON. */
    public static Map<String, String> attributes(String json) {
        try {
            return ATTRIBUTES.readValue(json);
        } catch (JacksonException otherwise) {
            var texts = new TreeMap<String, String>();
            MAPPER.readTree(json).properties().forEach(each -> texts.put(each.getKey(), text(each.getValue())));
            return texts;
        }
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }
}
