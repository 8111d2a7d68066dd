package dev.penstock.citus.lint;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.rule.Rules;
import dev.penstock.citus.lint.rule.Severity;
import dev.penstock.citus.lint.trace.TraceRules;
import dev.penstock.citus.sql.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** SARIF 2.1.0, for code review tools. What a comment allows is there too, as suppressed in the source. */
public final class SarifFormat {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SarifFormat() {}

    public static String of(Report report) {
        var results = new ArrayList<Map<String, Object>>();
        report.findings().forEach(finding -> results.add(result(finding, report)));
        report.suppressed().forEach(each -> {
            var result = result(each.finding(), report);
            result.put("suppressions", List.of(Map.of("kind", "inSource", "justification", each.reason())));
            results.add(result);
        });
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "penstock citus lint");
        driver.put(
                "rules",
                Stream.concat(Rules.cards().stream(), TraceRules.cards().stream())
                        .map(SarifFormat::rule)
                        .toList());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "unicodeCodePoints");
        run.put("results", results);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(log) + System.lineSeparator();
    }

    private static Map<String, Object> rule(Card card) {
        return Map.of(
                "id", card.id(),
                "shortDescription", Map.of("text", card.title()),
                "help", Map.of("text", card.safeForm() + " (" + card.page() + ")"),
                "defaultConfiguration", Map.of("level", level(card.severity())));
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private static Map<String, Object> result(Finding finding, Report report) {
        SqlText text = Objects.requireNonNull(report.texts().get(finding.path()));
        var start = text.position(finding.span().start());
        var end = text.position(finding.span().end());
        var region = Map.of(
                "startLine",
                start.line(),
                "startColumn",
                start.column(),
                "endLine",
                end.line(),
                "endColumn",
                end.column());
        var place = Map.of(
                "physicalLocation",
                Map.of("artifactLocation", Map.of("uri", finding.path().replace('\\', '/')), "region", region));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.card().id());
        result.put("level", level(finding.card().severity()));
        result.put(
                "message",
                Map.of(
                        "text",
                        finding.message() + ". Instead: " + finding.card().safeForm()));
        result.put("locations", List.of(place));
        return result;
    }
}
