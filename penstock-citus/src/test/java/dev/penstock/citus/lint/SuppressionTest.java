package dev.penstock.citus.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.known.Known;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class SuppressionTest {

    static final List<Arguments> CASES = List.of(
            Arguments.of("-- penstock:allow CIT310 because of a drill\nselect pg_sleep(1);", List.of()),
            Arguments.of("select pg_sleep(1); -- penstock:allow CIT310 because of a drill", List.of()),
            Arguments.of("select /* penstock:allow CIT310 because of a drill */ pg_sleep(1);", List.of()),
            Arguments.of(
                    "-- penstock:allow CIT310 because of a drill\nselect 1; select pg_sleep(1);",
                    List.of("CIT902", "CIT310")),
            Arguments.of("-- penstock:allow CIT310\nselect pg_sleep(1);", List.of("CIT901", "CIT310")),
            Arguments.of("-- penstock:allow CIT310 because\nselect pg_sleep(1);", List.of("CIT901", "CIT310")),
            Arguments.of(
                    "-- penstock:allow CIT311 because of a drill\nselect pg_sleep(1);", List.of("CIT902", "CIT310")),
            Arguments.of("-- penstock:allow CIT310 because of a drill\nselect 1;", List.of("CIT902")),
            Arguments.of("select '-- penstock:allow CIT310 because of a drill', pg_sleep(1);", List.of("CIT310")));

    @ParameterizedTest
    @FieldSource("CASES")
    void onlyAReasonAtTheStatementAllowsARule(String sql, List<String> left) {
        var report = new Linter(Known.NOTHING, null).lint(List.of(new Source("a.sql", sql)));

        assertThat(report.findings().stream().map(finding -> finding.card().id()))
                .containsExactlyElementsOf(left);
    }
}
