package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.function.Consumer;

/** A statement was not traced. */
final class NotTraced implements TraceRule {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @Override
    public Card card() {
        return new Card(
                "CIT410",
                Severity.WARNING,
                "A statement was not traced",
                "Write it so that it runs alone and as its tables' owner, or allow it with a reason");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        String why = seen.outcome().untraced();
        var refusal = seen.outcome().refusal();
        if (why != null) {
            report.accept("not traced: " + why);
        } else if (refusal != null && lacksRights(refusal)) {
            report.accept("not traced: the scratch databases' owner may not: " + refusal.message());
        }
    }

    /** Nothing that is traced may reach out of the scratch databases. */
    static boolean lacksRights(Seen.Refusal refusal) {
        return refusal.sqlState().equals(INSUFFICIENT_PRIVILEGE);
    }
}
