package dev.penstock.citus.lint;

import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.sql.SqlText;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** For scripts: the fields of the text form. */
public final class JsonFormat {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JsonFormat() {}

    record Entry(
            String path,
            int line,
            int column,
            int endLine,
            int endColumn,
            String rule,
            String severity,
            String message,
            String safeForm,
            String page) {

        static Entry of(Finding finding, Report report) {
            SqlText text = Objects.requireNonNull(report.texts().get(finding.path()));
            var start = text.position(finding.span().start());
            var end = text.position(finding.span().end());
            return new Entry(
                    finding.path(),
                    start.line(),
                    start.column(),
                    end.line(),
                    end.column(),
                    finding.card().id(),
                    finding.card().severity().name().toLowerCase(Locale.ROOT),
                    finding.message(),
                    finding.card().safeForm(),
                    finding.card().page());
        }
    }

    record Allowed(Entry finding, String reason) {}

    record Document(
            int files, int statements, List<Entry> findings, List<Allowed> suppressed, List<String> undescribed) {}

    public static String of(Report report) {
        var document = new Document(
                report.texts().size(),
                report.statements(),
                report.findings().stream().map(each -> Entry.of(each, report)).toList(),
                report.suppressed().stream()
                        .map(each -> new Allowed(Entry.of(each.finding(), report), each.reason()))
                        .toList(),
                List.copyOf(report.undescribed()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + System.lineSeparator();
    }
}
