package dev.penstock.citus.lint;

import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.trace.Seen;
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

    /** A lock as a trace saw it. */
    record Lock(String table, String place, String mode, int tables) {}

    /** A statement as a trace saw it. */
    record Traced(
            String path,
            int line,
            String manner,
            int looks,
            List<Lock> locks,
            List<String> rewritten,
            boolean twoPhase,
            long millis) {

        static Traced of(Seen seen, Report report) {
            SqlText text = Objects.requireNonNull(report.texts().get(seen.path()));
            return new Traced(
                    seen.path(),
                    text.position(seen.statement().tokens().span().start()).line(),
                    lower(seen.manner()),
                    seen.locking().samples(),
                    seen.locking().taken().stream()
                            .map(lock -> new Lock(
                                    lock.table().toString(),
                                    lower(lock.place()),
                                    lock.mode().toString(),
                                    lock.tables()))
                            .toList(),
                    seen.change().rewritten().stream()
                            .map(Object::toString)
                            .sorted()
                            .toList(),
                    seen.change().twoPhase(),
                    seen.outcome().took().toMillis());
        }

        private static String lower(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    record Document(
            int files,
            int statements,
            List<Entry> findings,
            List<Allowed> suppressed,
            List<String> undescribed,
            List<Traced> traced) {}

    public static String of(Report report) {
        var document = new Document(
                report.texts().size(),
                report.statements(),
                report.findings().stream().map(each -> Entry.of(each, report)).toList(),
                report.suppressed().stream()
                        .map(each -> new Allowed(Entry.of(each.finding(), report), each.reason()))
                        .toList(),
                List.copyOf(report.undescribed()),
                report.seen().stream().map(each -> Traced.of(each, report)).toList());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + System.lineSeparator();
    }
}
