package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOptionTest {

    @TempDir
    private Path directory;

    @Test
    void lookingMakesNoDatabase() {
        var spoken = Spoken.by("runs", "list", "--tenant", "acme", "--embedded", directory.toString());

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.err()).contains("PEN-1010").contains("no embedded PostgreSQL");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void oneDatabaseAtATime() {
        var spoken = Spoken.by(
                "runs",
                "list",
                "--tenant",
                "acme",
                "--embedded",
                directory.toString(),
                "--url",
                "jdbc:postgresql://x/y");

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.err()).contains("not both");
    }
}
