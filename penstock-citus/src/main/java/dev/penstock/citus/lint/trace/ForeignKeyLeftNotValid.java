package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.function.Consumer;

/** A foreign key is left NOT VALID. */
final class ForeignKeyLeftNotValid implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT404",
                Severity.WARNING,
                "A foreign key is left NOT VALID",
                "VALIDATE CONSTRAINT, in a later migration of the same release");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        seen.change().left().stream()
                .filter(left -> left.kind() == Leftover.Kind.FOREIGN_KEY)
                .forEach(left -> report.accept("%s of %s is NOT VALID when the last file has run, in %d places"
                        .formatted(left.name(), left.table(), left.places())));
    }
}
