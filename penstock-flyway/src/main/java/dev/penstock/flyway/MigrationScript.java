package dev.penstock.flyway;

import dev.penstock.citus.lint.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** The text of a SQL migration, looked for where Flyway found it. */
final class MigrationScript {

    /** As a script configuration says that a migration is no transaction. */
    static final String OUTSIDE = "executeInTransaction=false";

    private static final String EXTENSION = ".conf";
    private static final String FILES = "filesystem:";
    private static final String CLASS_PATH = "classpath:";

    private MigrationScript() {}

    /** Empty for a migration in Java, and for one that lies neither in files nor on the class path. */
    static Optional<Source> of(MigrationInfo info, Configuration configuration) {
        String script = info.getScript();
        if (Arrays.stream(configuration.getSqlMigrationSuffixes()).noneMatch(script::endsWith)) {
            return Optional.empty();
        }
        return text(info, configuration, "")
                .map(text -> new Source(
                        script,
                        replaced(text, configuration, script),
                        text(info, configuration, EXTENSION).orElse(null),
                        null));
    }

    private static Optional<String> text(MigrationInfo info, Configuration configuration, String extension) {
        try {
            var file = file(info.getPhysicalLocation() + extension);
            if (file != null) {
                return Optional.of(Files.readString(file, configuration.getEncoding()));
            }
            for (Location location : configuration.getLocations()) {
                String path = location.getRootPath() + "/" + info.getScript() + extension;
                var beside = location.getPrefix().equals(FILES) ? file(path) : null;
                if (beside != null) {
                    return Optional.of(Files.readString(beside, configuration.getEncoding()));
                }
                if (location.getPrefix().equals(CLASS_PATH)) {
                    try (var in = configuration.getClassLoader().getResourceAsStream(path)) {
                        if (in != null) {
                            return Optional.of(new String(in.readAllBytes(), configuration.getEncoding()));
                        }
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(info.getScript() + " could not be read", e);
        }
    }

    private static @Nullable Path file(String path) {
        try {
            var file = Path.of(path);
            return Files.isRegularFile(file) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Placeholders as Flyway replaces them; what is only known when it runs keeps its form and is not analysed. */
    private static String replaced(String text, Configuration configuration, String script) {
        if (!configuration.isPlaceholderReplacement()) {
            return text;
        }
        Map<String, String> values = new HashMap<>(configuration.getPlaceholders());
        String own = "flyway" + configuration.getPlaceholderSeparator();
        values.put(own + "filename", script);
        values.put(own + "table", configuration.getTable());
        if (configuration.getDefaultSchema() != null) {
            values.put(own + "defaultSchema", configuration.getDefaultSchema());
        } else if (configuration.getSchemas().length > 0) {
            values.put(own + "defaultSchema", configuration.getSchemas()[0]);
        }
        String replaced = text;
        for (var value : values.entrySet()) {
            replaced = replaced.replace(
                    configuration.getPlaceholderPrefix() + value.getKey() + configuration.getPlaceholderSuffix(),
                    value.getValue());
        }
        return replaced;
    }
}
