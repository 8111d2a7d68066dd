package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;

/** A table is written anew. */
final class TableRewritten implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT403",
                Severity.WARNING,
                "A table is written anew",
                "Add a new column, fill it in batches, and let programs change over");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        var tables = seen.change().rewritten();
        if (!tables.isEmpty()) {
            report.accept(Words.list(tables.stream()
                            .sorted(Comparator.comparing(Object::toString))
                            .toList()) + " with all shards and indexes: nobody reads or writes meanwhile");
        }
    }

    @Override
    public Set<String> confirms() {
        return Set.of("CIT211");
    }
}
