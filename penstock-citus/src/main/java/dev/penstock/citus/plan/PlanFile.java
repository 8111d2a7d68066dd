package dev.penstock.citus.plan;

import static dev.penstock.citus.failure.CitusErrorCode.PLAN_UNREADABLE;
import static dev.penstock.citus.failure.CitusErrorCode.PLAN_UNWRITABLE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.penstock.citus.failure.CitusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The plan as a file. */
public final class PlanFile {

    private static final String HEAD = """
            # A plan of penstock citus. Read it, settle the decisions (chosen: one of the options), keep it in version control.
            # The same plan, made again with --out on this file, keeps what was chosen.
            """;

    /** In characters. The plan of 300 tables takes 4 million; the parser's own limit, meant for strangers' files, is 3. */
    private static final int LENGTH_MAX = 500_000_000;

    private static final YAMLMapper YAML = configured(YAMLMapper.builder(YAMLFactory.builder()
                            .loadSettings(LoadSettings.builder()
                                    .setCodePointLimit(LENGTH_MAX)
                                    .build())
                            .build())
                    .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION))
            .build();

    private static final JsonMapper JSON = configured(JsonMapper.builder())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private PlanFile() {}

    public static String yaml(Plan plan) {
        return HEAD + YAML.writeValueAsString(plan);
    }

    /** The same fields as in YAML. */
    public static String json(Plan plan) {
        return JSON.writeValueAsString(plan);
    }

    /**
     * A plan from its YAML.
     *
     * <p>Errors: what is no YAML, a field that is missing, unknown or of the wrong kind, and what {@link Plan} refuses → {@code
     * PEN-6009}, which names the line and the field.
     *
     * @param file how to call it in errors
     */
    public static Plan parse(String yaml, String file) {
        Plan plan;
        try {
            plan = YAML.readValue(yaml, Plan.class);
        } catch (JacksonException e) {
            throw new CitusException(PLAN_UNREADABLE, describe(e, file), e);
        }
        if (plan == null) {
            throw new CitusException(PLAN_UNREADABLE, file + " is empty; plan anew with --out");
        }
        return plan;
    }

    /** Errors: as {@link #parse}; no such file, or not to be read → {@code PEN-6009}. */
    public static Plan read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException e) {
            throw new CitusException(
                    PLAN_UNREADABLE, file + " does not exist; make it with penstock citus plan --out", e);
        } catch (IOException e) {
            throw new CitusException(PLAN_UNREADABLE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whole or not at all: the old file stays until the new one is written. Errors: {@code PEN-6010}. */
    public static void write(Plan plan, Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(beside, yaml(plan), StandardCharsets.UTF_8);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CitusException(PLAN_UNWRITABLE, file + " cannot be written: " + e, e);
        }
    }

    private static <M extends tools.jackson.databind.ObjectMapper, B extends MapperBuilder<M, B>> B configured(
            B builder) {
        return builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .withConfigOverride(
                        List.class,
                        lists -> lists.setInclude(
                                JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
                .annotationIntrospector(new RequiredComponents())
                .addModule(PlanNames.MODULE);
    }

    private static String describe(JacksonException e, String file) {
        var at = e.getLocation();
        String path = e instanceof DatabindException binding ? path(binding) : "";
        return file + line(at) + (path.isEmpty() ? "" : ", " + path) + ": " + reason(e)
                + "; mend it there, or plan anew";
    }

    private static String line(@Nullable TokenStreamLocation at) {
        return at == null || at.getLineNr() < 1 ? "" : " line " + at.getLineNr();
    }

    /** Such as {@code operations[3].work.sql}. */
    private static String path(DatabindException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String reason(JacksonException e) {
        Throwable cause = e.getCause();
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : e.getOriginalMessage();
    }
}
