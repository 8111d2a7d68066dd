package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void versionComesFromTheBuild() {
        var spoken = Spoken.by("--version");

        assertThat(spoken.status()).isZero();
        assertThat(spoken.out()).startsWith("penstock ").doesNotContain("$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "runs", "schema"})
    void missingVerbIsWrongUsageAndShowsHelp(String group) {
        var spoken = group.isEmpty() ? Spoken.by() : Spoken.by(group);

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.out()).isEmpty();
        assertThat(spoken.err()).contains("Missing verb").contains(("Usage: penstock " + group).strip());
    }

    @Test
    void helpNamesEveryVerbButTheHiddenOne() {
        var spoken = Spoken.by("--help");

        assertThat(spoken.status()).isZero();
        assertThat(spoken.out())
                .contains("demo", "runs", "schema", "Exit status")
                .doesNotContain("demo-worker");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"demo --orders none", "demo --orders 0", "runs list", "fly", "schema print --tenant-type int"})
    void wrongUsageEndsWithTwo(String line) {
        var spoken = Spoken.by(line.split(" "));

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.err()).isNotBlank();
    }

    @Test
    void whatCouldNotBeWrittenIsAFailure() {
        var full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(full, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false);

        assertThat(Main.execute(terminal, "schema", "print")).isEqualTo(ExitStatus.FAILED);
        assertThat(err).hasToString("penstock: the output could not be written\n");
    }
}
