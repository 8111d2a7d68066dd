package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.function.Consumer;

/** An index is left invalid. */
final class IndexLeftInvalid implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT405",
                Severity.ERROR,
                "An index is left invalid",
                "Mend the rows, DROP INDEX CONCURRENTLY IF EXISTS, and create it again");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        seen.change().left().stream()
                .filter(left -> left.kind() == Leftover.Kind.INDEX)
                .forEach(left -> report.accept("%s on %s is invalid in %d places: it slows writes and helps no read"
                        .formatted(left.name(), left.table(), left.places())));
    }
}
