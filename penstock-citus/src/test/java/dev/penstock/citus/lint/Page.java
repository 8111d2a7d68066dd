package dev.penstock.citus.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A rule's page in docs/lint. */
public record Page(
        String title,
        String severity,
        String safeForm,
        String safeSql,
        String exampleSql,
        @Nullable String beforeSql) {

    private static final Pattern SQL = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    public static Page of(String id) {
        try {
            return of(id, Files.readString(folder().resolve(id + ".md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path folder() {
        var here = Path.of("").toAbsolutePath();
        return (Files.isDirectory(here.resolve("docs"))
                        ? here
                        : here.resolve("..").normalize())
                .resolve("docs/lint");
    }

    private static Page of(String id, String text) {
        var safe = section(text, "Safe form");
        return new Page(
                line(text, "# " + id + ": "),
                line(text, "Severity: "),
                safe.substring(0, safe.indexOf("```")).strip(),
                sql(safe),
                sql(section(text, "Example")),
                text.contains("\n## Before\n") ? sql(section(text, "Before")) : null);
    }

    private static String section(String text, String name) {
        int start = text.indexOf("## " + name + "\n");
        if (start < 0) {
            throw new IllegalStateException("no section " + name);
        }
        int next = text.indexOf("\n## ", start + 3);
        return text.substring(start + name.length() + 4, next < 0 ? text.length() : next);
    }

    private static String line(String text, String prefix) {
        return text.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line begins with " + prefix));
    }

    private static String sql(String section) {
        var matcher = SQL.matcher(section);
        if (!matcher.find()) {
            throw new IllegalStateException("no SQL in " + section);
        }
        return matcher.group(1);
    }
}
