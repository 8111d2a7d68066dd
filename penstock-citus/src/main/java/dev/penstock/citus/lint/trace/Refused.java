package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.rule.Severity;
import java.util.Set;
import java.util.function.Consumer;

/** The server refuses a statement. */
final class Refused implements TraceRule {

    /** Something is not there: a schema, table, column, function, type, role. */
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42703", "42883", "42704");

    @Override
    public Card card() {
        return new Card(
                "CIT406", Severity.ERROR, "The server refuses a statement", "Write what the server's message asks for");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        var refusal = seen.outcome().refusal();
        if (refusal != null && !OnWorker.is(refusal.message()) && !NotTraced.lacksRights(refusal)) {
            report.accept("the server says: " + refusal.message() + " (" + refusal.sqlState() + ")"
                    + (MISSING.contains(refusal.sqlState()) ? "; what is there before the files --base brings" : ""));
        }
    }

    /** A rule that foresees a refusal is an error. */
    @Override
    public boolean confirms(Finding byText) {
        return byText.card().severity() == Severity.ERROR;
    }
}
