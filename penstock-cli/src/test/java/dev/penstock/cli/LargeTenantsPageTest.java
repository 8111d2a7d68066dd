package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/large-tenants.md shows compiles, and its commands are ones. */
class LargeTenantsPageTest {

    private final Page page = Page.read("large-tenants.md");

    @TempDir
    private Path directory;

    @Test
    void itsSnippetsCompile() throws IOException {
        var snippets = page.snippets();
        assertThat(snippets).hasSize(2);
        for (int at = 0; at < snippets.size(); at++) {
            var snippet = snippets.get(at);
            Page.assertCompiles(directory, "Page" + at, around(at, snippet));
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
        assertThat(page.commands())
                .hasSize(1)
                .allSatisfy(command ->
                        assertThatCode(() -> Page.parse(command)).as(command).doesNotThrowAnyException());
    }
}
