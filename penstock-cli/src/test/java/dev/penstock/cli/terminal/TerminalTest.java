package dev.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void colourNeedsATerminalOnThatVeryStream() {
        var terminal = Terminal.ofProcess(Map.of("PENSTOCK_TERMINAL", "err", "TERM", "xterm"));

        assertThat(terminal.live()).isTrue();
        assertThat(terminal.errColour()).isTrue();
        assertThat(terminal.outColour()).isFalse();
    }

    @Test
    void noColorTakesTheColourAndLeavesTheBar() {
        var terminal = Terminal.ofProcess(Map.of("PENSTOCK_TERMINAL", "out err", "TERM", "xterm", "NO_COLOR", "1"));

        assertThat(terminal.live()).isTrue();
        assertThat(terminal.errColour()).isFalse();
        assertThat(terminal.outColour()).isFalse();
    }

    @Test
    void withoutTheLaunchersWordNothingIsATerminal() {
        assertThat(Terminal.ofProcess(Map.of("TERM", "xterm")).live()).isFalse();
    }

    @Test
    void aDumbTerminalIsNone() {
        assertThat(Terminal.ofProcess(Map.of("PENSTOCK_TERMINAL", "out err")).live())
                .isFalse();
    }
}
