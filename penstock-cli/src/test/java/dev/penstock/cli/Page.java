package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.terminal.Terminal;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** A page of docs, and what of it can be tried. */
record Page(String text) {

    private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("^penstock (.*)$", Pattern.MULTILINE);

    static Page read(String name) {
        try {
            return new Page(Files.readString(Path.of("..", "docs", name)));
        } catch (IOException e) {
            throw new AssertionError("tests run in their module's folder", e);
        }
    }

    List<String> snippets() {
        return JAVA.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Without the name of the program. */
    List<String> commands() {
        return COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
    }

    static void assertCompiles(Path directory, String name, String source) throws IOException {
        var file = directory.resolve(name + ".java");
        Files.writeString(file, source);
        var said = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options =
                    List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
            var task = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file));

            assertThat(task.call()).as(said.toString()).isTrue();
        }
    }

    static void parse(String command) {
        Main.commandLine(Terminal.ofProcess(Map.of())).parseArgs(command.split(" "));
    }
}
