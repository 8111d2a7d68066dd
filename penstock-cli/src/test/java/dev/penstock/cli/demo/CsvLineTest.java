package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {

    @Test
    void quotesHoldCommasAndQuotes() {
        assertThat(CsvLine.values("a,\"Kettle, 1.7 l\",\"3/4\"\"\",,\"\""))
                .contains(List.of("a", "Kettle, 1.7 l", "3/4\"", "", ""));
    }

    @Test
    void anEmptyLineIsOneEmptyValue() {
        assertThat(CsvLine.values("")).contains(List.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,\"b", "\"", "a,\"b\"c", "\"a\"\"", "a,\"b\" "})
    void whatIsNotClosedIsNoLine(String line) {
        assertThat(CsvLine.values(line)).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var values = List.of("", "plain", "a,b", "\"", "\"\",\"", " blank ");

        assertThat(CsvLine.values(CsvLine.of(values))).contains(values);
    }
}
