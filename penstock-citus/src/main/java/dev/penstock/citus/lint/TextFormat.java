package dev.penstock.citus.lint;

import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.trace.Seen;
import dev.penstock.citus.sql.SqlText;
import java.util.Locale;
import java.util.Objects;

/** For people: {@code file:line:column}, rule and message, the line with a caret, and the safe form. */
public final class TextFormat {

    private TextFormat() {}

    public static String of(Report report) {
        var out = new StringBuilder();
        for (Finding finding : report.findings()) {
            finding(out, finding, Objects.requireNonNull(report.texts().get(finding.path())));
        }
        for (Seen each : report.seen()) {
            seen(out, each, Objects.requireNonNull(report.texts().get(each.path())));
        }
        for (Report.Suppressed each : report.suppressed()) {
            out.append("allowed: %s in %s because %s%n"
                    .formatted(each.finding().card().id(), each.finding().path(), each.reason()));
        }
        if (!report.undescribed().isEmpty()) {
            out.append(
                    "Neither the files nor a database describe %s: rules about tables kept silent there; --url lets them speak.%n"
                            .formatted(String.join(", ", report.undescribed())));
        }
        out.append("%d statements in %d files: %s%n"
                .formatted(
                        report.statements(),
                        report.texts().size(),
                        report.clean() ? "nothing found" : report.findings().size() + " found"));
        return out.toString();
    }

    private static void finding(StringBuilder out, Finding finding, SqlText text) {
        var at = text.position(finding.span().start());
        String line = text.line(at.line());
        String severity = finding.card().severity().name().toLowerCase(Locale.ROOT);
        out.append("%s:%d:%d: %s %s: %s%n"
                .formatted(
                        finding.path(),
                        at.line(),
                        at.column(),
                        severity,
                        finding.card().id(),
                        finding.message()));
        out.append("    %s%n    %s^%n".formatted(line, indent(line, at.column() - 1)));
        out.append("    instead: %s%n    see %s%n%n"
                .formatted(finding.card().safeForm(), finding.card().page()));
    }

    private static void seen(StringBuilder out, Seen seen, SqlText text) {
        var at = text.position(seen.statement().tokens().span().start());
        String how = switch (seen.manner()) {
            case IN_TRANSACTION -> "in its file's transaction";
            case ALONE -> "in a transaction of its own";
            case OUTSIDE ->
                "outside of transactions, looked at %d times"
                        .formatted(seen.locking().samples());
            case NOT_RUN -> "not run";
        };
        out.append("%s:%d: %s%n".formatted(seen.path(), at.line(), how));
        seen.locking().taken().forEach(lock -> out.append("    %s%n".formatted(lock)));
        seen.change().rewritten().forEach(table -> out.append("    writes %s anew%n".formatted(table)));
        if (seen.change().twoPhase()) {
            out.append("    commits in two phases%n".formatted());
        }
    }

    /** As wide as the characters before, whatever a tab is here. */
    private static String indent(String line, int codePoints) {
        int end = line.offsetByCodePoints(0, Math.min(codePoints, line.codePointCount(0, line.length())));
        return line.substring(0, end).replaceAll("[^\t]", " ");
    }
}
