package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.Set;
import java.util.function.Consumer;

/** A command failed on some nodes and the statement did not. */
final class FailedQuietly implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT408",
                Severity.ERROR,
                "A command failed on some nodes and the statement did not",
                "Write ordinary DDL or DML, which fails as a whole, or raise an error where success is false");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        var failures = seen.outcome().failures().stream()
                .filter(failure -> !OnWorker.is(failure))
                .toList();
        if (!failures.isEmpty()) {
            report.accept(
                    "%d of the commands failed, the first with: %s".formatted(failures.size(), failures.getFirst()));
        }
    }

    @Override
    public Set<String> confirms() {
        return Set.of("CIT208");
    }
}
