package dev.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.00084S, 840 us",
        "PT0.0123S,  12.3 ms",
        "PT0.84S,    840 ms",
        "PT2.4S,     2.40 s",
        "PT12.34S,   12.3 s",
        "PT3M5.4S,   3 min 05 s"
    })
    void durationsHaveThreeDigitsOrSo(Duration duration, String text) {
        assertThat(Figures.took(duration)).isEqualTo(text);
    }

    @Test
    void thousandsAreApart() {
        assertThat(Figures.count(12_345)).isEqualTo("12,345");
        assertThat(Figures.perSecond(4_011.6)).isEqualTo("4,012/s");
    }

    @Test
    void oneIsNotMany() {
        assertThat(Figures.counted(1, "row")).isEqualTo("1 row");
        assertThat(Figures.counted(0, "row")).isEqualTo("0 rows");
    }
}
