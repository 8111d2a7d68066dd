package dev.penstock.citus.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.known.Known;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FormatsTest {

    private static final Report REPORT = new Linter(Known.NOTHING, null)
            .lint(
                    List.of(
                            new Source(
                                    "db/a.sql",
                                    "select 1;\n\tselect pg_sleep(1);\n-- penstock:allow CIT310 because of a drill\nselect pg_sleep(2);\n")));

    @Test
    void textShowsTheLineWithACaret() {
        assertThat(TextFormat.of(REPORT).replace("\r\n", "\n"))
                .startsWith("""
                        db/a.sql:2:9: warning CIT310: pg_sleep waits for nothing
                            \tselect pg_sleep(1);
                            \t       ^
                            instead: Remove it; look at pg_prepared_xacts on the workers if a commit is in doubt
                            see docs/lint/CIT310.md
                        """)
                .contains("allowed: CIT310 in db/a.sql because of a drill", "3 statements in 1 files: 1 found");
    }

    @Test
    void jsonHasTheSameFields() {
        var json = JsonMapper.builder().build().readTree(JsonFormat.of(REPORT));
        var finding = json.get("findings").get(0);

        assertThat(finding.get("rule").asString()).isEqualTo("CIT310");
        assertThat(finding.get("line").asInt()).isEqualTo(2);
        assertThat(finding.get("column").asInt()).isEqualTo(9);
        assertThat(json.get("suppressed").get(0).get("reason").asString()).isEqualTo("of a drill");
    }

    @Test
    void sarifKnowsEveryRuleAndMarksWhatIsAllowed() {
        var run = JsonMapper.builder()
                .build()
                .readTree(SarifFormat.of(REPORT))
                .get("runs")
                .get(0);
        var results = run.get("results");
        var region = results.get(0).at("/locations/0/physicalLocation/region");

        assertThat(run.at("/tool/driver/rules").size()).isGreaterThan(75);
        assertThat(results.size()).isEqualTo(2);
        assertThat(region.get("startLine").asInt()).isEqualTo(2);
        assertThat(region.get("startColumn").asInt()).isEqualTo(9);
        assertThat(results.get(0).get("suppressions")).isNull();
        assertThat(results.get(1).at("/suppressions/0/kind").asString()).isEqualTo("inSource");
    }
}
