package dev.penstock.cli.terminal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void onAScreenTheBarIsWrittenOver() {
        var progress = new Progress(terminal(true, UTF_8), "orders");

        progress.at(1, 4, 0.5, "10 steps/s", 0);
        progress.at(4, 4, 1, "20 steps/s", 1);
        progress.say("done");

        assertThat(bytes.toString(UTF_8).lines())
                .containsExactly(
                        "",
                        "██████████████░░░░░░░░░░░░░░ 1 of 4 orders  10 steps/s\u001b[K",
                        "████████████████████████████ 4 of 4 orders  20 steps/s\u001b[K",
                        "done");
    }

    @Test
    void elsewhereThereIsALineNowAndThen() {
        var progress = new Progress(terminal(false, US_ASCII), "orders");

        progress.at(1, 4_000, 0, "10 steps/s", 0);
        progress.at(2, 4_000, 0, "10 steps/s", SECOND - 1);
        progress.at(3_000, 4_000, 0.7, "20 steps/s", SECOND);
        progress.end();

        assertThat(bytes.toString(US_ASCII).lines())
                .containsExactly("1 of 4,000 orders, 10 steps/s", "3,000 of 4,000 orders, 20 steps/s");
    }

    private Terminal terminal(boolean live, Charset charset) {
        var stream = new PrintStream(bytes, true, charset);
        return new Terminal(stream, stream, live, false, false);
    }
}
