package dev.penstock.citus.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is long or deep. Whether the grammar is the server's is what {@link ServerOracleTest} asks. */
class SyntaxTest {

    /** Beyond what is remembered at once too. */
    @Test
    void readingRowsGrowsWithTheirNumber() {
        long few = Syntax.readings(only(insert(1_000)));
        long many = Syntax.readings(only(insert(50_000)));

        assertThat(many).isLessThan(50 * few * 11 / 10);
        assertThat(few).as("readings for each of 5 values").isLessThan(1_000 * 5 * 8);
    }

    @Test
    void longListOfRowsIsUnderstood() {
        assertThat(Parser.parse(only(insert(5_000)))).isInstanceOf(Statement.Insert.class);
        assertThat(Parser.parse(only(insert(5_000) + ", (1, 2")))
                .isInstanceOfSatisfying(
                        Statement.Unparsed.class,
                        unparsed -> assertThat(unparsed.reason()).contains("ends too early"));
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 100, 1_500})
    void deepParenthesesAreRead(int depth) {
        assertThat(Parser.parse(only("select " + "(".repeat(depth) + "1" + ")".repeat(depth))))
                .isInstanceOf(Statement.Select.class);
        assertThat(Parser.parse(only("select " + "(".repeat(depth) + "1 1" + ")".repeat(depth))))
                .isInstanceOf(Statement.Unparsed.class);
    }

    @Test
    void whatIsNestedWithoutSenseIsRefused() {
        assertThat(Parser.parse(only("select " + "(".repeat(50_000) + "1" + ")".repeat(50_000))))
                .isInstanceOfSatisfying(
                        Statement.Unparsed.class,
                        unparsed -> assertThat(unparsed.reason()).contains("nested too deeply"));
    }

    private static String insert(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(i -> "(" + i + ", 'code " + i + "', null, true, 1.5)")
                .collect(Collectors.joining(", ", "insert into app.orders (id, code, note, open, total) values ", ""));
    }

    private static Tokens only(String sql) {
        return Script.of(sql).pieces().getFirst();
    }
}
