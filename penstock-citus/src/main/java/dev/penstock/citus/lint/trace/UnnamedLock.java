package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.function.Consumer;

/** A table is locked that the statement does not name. */
final class UnnamedLock implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT402",
                Severity.WARNING,
                "A table is locked that the statement does not name",
                "Lock it by name first, within a lock_timeout, so that readers of the migration know who waits");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        // What a block or function says stands in a string, whose text is part of this.
        String text = seen.statement().tokens().toString();
        var unnamed = seen.locking().blocking().stream()
                .filter(lock -> !text.contains(lock.table().name()) && !alreadyHeld(seen, lock))
                .toList();
        if (!unnamed.isEmpty()) {
            report.accept("takes " + Words.list(unnamed));
        }
    }

    /** Whoever waits for the table waits for the statement that locked it first. */
    private static boolean alreadyHeld(Seen seen, TableLock lock) {
        return seen.locking().held().stream()
                .anyMatch(
                        held -> held.table().equals(lock.table()) && held.mode().compareTo(lock.mode()) >= 0);
    }
}
