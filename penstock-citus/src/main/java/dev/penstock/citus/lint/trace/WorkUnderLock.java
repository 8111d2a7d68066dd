package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import java.util.function.Consumer;

/** Rows are read or written while others wait for a lock of the same transaction. */
final class WorkUnderLock implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT407",
                Severity.WARNING,
                "Rows are read or written while others wait for a lock of the same transaction",
                "Do that work in a transaction of its own, before or after");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        var held = seen.locking().held().stream()
                .filter(lock -> lock.mode() == LockMode.ACCESS_EXCLUSIVE)
                .toList();
        if (!held.isEmpty() && takesLong(seen.statement())) {
            report.accept("runs while statements before it hold " + Words.list(held));
        }
    }

    /** Grows with the table. */
    private static boolean takesLong(Statement statement) {
        return switch (statement) {
            case Statement.Update update -> true;
            case Statement.Delete delete -> true;
            case Statement.Merge merge -> true;
            case Statement.Insert insert -> !insert.source().startsWith("values");
            case Statement.CreateIndex index -> true;
            case Statement.AlterTable alter ->
                alter.actions().stream().anyMatch(TableAction.ValidateConstraint.class::isInstance);
            default -> false;
        };
    }
}
