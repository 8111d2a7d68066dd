package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void versionComesFromTheBuild() {
        var out = new StringWriter();

        int exit = Main.commandLine().setOut(new PrintWriter(out)).execute("--version");

        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("penstock ").doesNotContain("$");
    }

    @Test
    void missingVerbIsWrongUsage() {
        var err = new StringWriter();

        int exit = Main.commandLine().setErr(new PrintWriter(err)).execute();

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("Missing verb").contains("Usage: penstock");
    }
}
