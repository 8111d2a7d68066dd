package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the README shows is what a stranger tries first. */
class ReadmeTest {

    private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private final String readme = read();

    @TempDir
    private Path directory;

    /** As the README says: save it, run it, run it again. */
    @Test
    @Timeout(90)
    void itsWorkflowRunsAndTheSecondTimeAnswersFromItsRecords() throws Exception {
        var snippet = JAVA.matcher(readme);
        assertThat(snippet.find()).as("a Java snippet").isTrue();
        Files.writeString(directory.resolve("Fulfil.java"), snippet.group(1));

        assertThat(runSnippet()).containsExactly("charging 4200", "shipped o-1");
        assertThat(runSnippet()).containsExactly("shipped o-1");
    }

    @Test
    void itNamesEveryVerb() {
        assertThat(verbs("penstock", Main.commandLine(Terminal.ofProcess(Map.of()))))
                .hasSizeGreaterThan(6)
                .allSatisfy(verb -> assertThat(readme).contains("`" + verb));
    }

    @Test
    void itExplainsTheExitStatusAsTheHelpDoes() {
        var explained = Spoken.by("--help").out().replaceAll("\\s+", " ");
        var line = readme.lines()
                .filter(text -> text.startsWith("Exit status: "))
                .findFirst()
                .orElseThrow();

        assertThat(explained).contains(line);
    }

    private static List<String> verbs(String name, CommandLine line) {
        if (line.getSubcommands().isEmpty()) {
            return List.of(name);
        }
        return line.getSubcommands().entrySet().stream()
                .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
                .flatMap(verb -> verbs(name + " " + verb.getKey(), verb.getValue()).stream())
                .toList();
    }

    private List<String> runSnippet() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "Fulfil.java")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = process.inputReader(UTF_8).lines().toList();
        assertThat(process.waitFor()).as("exit status, after %s", lines).isZero();
        return lines;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "README.md"));
        } catch (IOException e) {
            throw new AssertionError("tests run in their module's folder", e);
        }
    }
}
