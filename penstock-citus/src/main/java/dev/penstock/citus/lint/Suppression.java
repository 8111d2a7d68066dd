package dev.penstock.citus.lint;

import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.rule.Migration;
import dev.penstock.citus.lint.rule.Step;
import dev.penstock.citus.sql.Span;
import dev.penstock.citus.sql.Token;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code -- penstock:allow CIT203 because the table is empty}: before a statement, within it, or behind it on its last line.
 *
 * @param reason null when none is given
 * @param scope the statement that it is about, with the lines between it and the comment
 */
record Suppression(Token comment, String rule, @Nullable String reason, Span scope) {

    private static final Pattern FORM =
            Pattern.compile("(?:--|/\\*)\\s*penstock:allow\\s+(\\S+)\\s*(.*?)\\s*(?:\\*/)?\\s*", Pattern.DOTALL);
    private static final Pattern REASON = Pattern.compile("because\\s+(\\S.*)", Pattern.DOTALL);

    static List<Suppression> in(Migration migration) {
        return migration.script().comments().stream()
                .flatMap(comment -> {
                    var form = FORM.matcher(comment.value());
                    return form.matches()
                            ? Stream.of(new Suppression(
                                    comment, form.group(1), reason(form.group(2)), scope(migration, comment.span())))
                            : Stream.empty();
                })
                .toList();
    }

    private static @Nullable String reason(String rest) {
        var reason = REASON.matcher(rest);
        return reason.matches() ? reason.group(1) : null;
    }

    boolean covers(Finding finding) {
        return reason != null && finding.card().id().equals(rule) && scope.contains(finding.span());
    }

    private static Span scope(Migration migration, Span comment) {
        var text = migration.script().text();
        int line = text.position(comment.start()).line();
        var top = migration.steps().stream()
                .filter(step -> step.where() == Step.Where.FILE && !step.nested())
                .map(step -> step.statement().tokens().span())
                .toList();
        return top.stream()
                .filter(span -> span.contains(comment)
                        || (span.end() <= comment.start()
                                && text.position(span.end()).line() == line
                                && noneBetween(top, span, comment)))
                .findFirst()
                .or(() -> top.stream()
                        .filter(span -> span.start() >= comment.end())
                        .min(Comparator.comparingInt(Span::start)))
                .orElse(comment);
    }

    private static boolean noneBetween(List<Span> all, Span span, Span comment) {
        return all.stream().noneMatch(other -> other.start() >= span.end() && other.start() < comment.start());
    }
}
