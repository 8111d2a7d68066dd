package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import java.util.Set;
import java.util.function.Consumer;

/** A lock that others wait behind is taken without a timeout. */
final class UnboundedLock implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT401",
                Severity.WARNING,
                "A lock that others wait behind is taken without a timeout",
                "SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL lock_timeout = '500ms'; and retry");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        var blocking = seen.locking().blocking();
        if (!blocking.isEmpty() && !seen.locking().bounded()) {
            report.accept("takes " + Words.list(blocking) + ", without a lock_timeout");
        }
    }

    @Override
    public Set<String> confirms() {
        return Set.of("CIT201");
    }
}
