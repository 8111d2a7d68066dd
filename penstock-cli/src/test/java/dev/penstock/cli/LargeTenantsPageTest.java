package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.penstock.cli.terminal.Terminal;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/large-tenants.md shows compiles, and its commands are ones. */
class LargeTenantsPageTest {

    private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("^penstock (.*)$", Pattern.MULTILINE);

    private final String page = read();

    @TempDir
    private Path directory;

    @Test
    void itsSnippetsCompile() throws IOException {
        var snippets = JAVA.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(snippets).hasSize(2);
        for (int at = 0; at < snippets.size(); at++) {
            var snippet = snippets.get(at);
            var file = directory.resolve("Page" + at + ".java");
            Files.writeString(file, around(at, snippet));
            var said = new StringWriter();
            var compiler = ToolProvider.getSystemJavaCompiler();
            try (var files = compiler.getStandardFileManager(null, null, null)) {
                var options =
                        List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
                var task = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file));

                assertThat(task.call()).as(said.toString()).isTrue();
            }
        }
    }

    /** With what the page takes for granted. */
    private static String around(int at, String snippet) {
        return """
            import dev.penstock.Penstock;
            import dev.penstock.workflow.Workflow;

            class Page%d {
                record Order(String id) {}

                static void show(Penstock penstock) {
            %s
                }
            }
            """.formatted(at, snippet);
    }

    @Test
    void itsCommandsAreUnderstood() {
        var commands =
                COMMAND.matcher(page).results().map(found -> found.group(1)).toList();

        assertThat(commands)
                .hasSize(1)
                .allSatisfy(command -> assertThatCode(() ->
                                Main.commandLine(Terminal.ofProcess(Map.of())).parseArgs(command.split(" ")))
                        .as(command)
                        .doesNotThrowAnyException());
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "large-tenants.md"));
        } catch (IOException e) {
            throw new AssertionError("tests run in their module's folder", e);
        }
    }
}
