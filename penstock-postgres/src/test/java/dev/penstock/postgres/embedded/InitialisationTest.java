package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialisationTest {

    private static final int FILES = 2000;

    @TempDir
    Path folder;

    @Test
    void initdbThatOutlivesItsOwnerIsLeftTimeToNoticeThatItsFilesAreGone() throws Exception {
        Path left = Files.createDirectory(folder.resolve("initialising-1"));
        Path last = Files.createFile(left.resolve("z"));
        write(left, "before-");
        var initdb = CompletableFuture.runAsync(() -> {
            var deadline = Deadline.after(Duration.ofSeconds(10));
            while (Files.exists(last) && !deadline.passed()) {
                Thread.onSpinWait();
            }
            write(left, "after-");
        });

        Initialisation.deleteLeftovers(folder);

        initdb.join();
        assertThat(left).doesNotExist();
    }

    /** Until the folder is gone. */
    private static void write(Path folder, String prefix) {
        try {
            for (int i = 0; i < FILES; i++) {
                Files.createFile(folder.resolve(prefix + i));
            }
        } catch (IOException e) {
            assertThat(folder).doesNotExist();
        }
    }
}
