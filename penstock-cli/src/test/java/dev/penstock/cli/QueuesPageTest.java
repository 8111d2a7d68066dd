package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/queues.md shows compiles, and its commands are ones. */
class QueuesPageTest {

    private final Page page = Page.read("queues.md");

    @TempDir
    private Path directory;

    @Test
    void itsSnippetsCompile() throws IOException {
        var snippets = page.snippets();
        assertThat(snippets).hasSize(2);
        for (int at = 0; at < snippets.size(); at++) {
            var snippet = snippets.get(at);
            var given = snippet.contains("var penstock") ? "" : "Penstock penstock,";
            Page.assertCompiles(directory, "Page" + at, around(at, given, snippet));
        }
    }

    /** With what the page takes for granted. */
    private static String around(int at, String given, String snippet) {
        return """
            import dev.penstock.Penstock;
            import dev.penstock.queue.Allowance;
            import dev.penstock.queue.Queue;
            import dev.penstock.run.Start;
            import dev.penstock.workflow.Workflow;
            import java.time.Duration;

            class Page%d {
                static final Workflow<String, String> SEND =
                        Workflow.define("send", String.class, String.class, (letter, run) -> letter);

                static void show(%s String url, String user, String password, String letter) {
            %s
                }
            }
            """.formatted(at, given, snippet);
    }

    @Test
    void itsCommandsAreUnderstood() {
        assertThat(page.commands())
                .hasSize(4)
                .allSatisfy(command ->
                        assertThatCode(() -> Page.parse(command)).as(command).doesNotThrowAnyException());
    }
}
