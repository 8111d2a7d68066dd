package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Finding;
import java.util.Set;
import java.util.function.Consumer;

/** A hazard that shows when a statement runs. Stateless. */
interface TraceRule {

    Card card();

    /** Looks at what was seen of one statement and reports what it finds. */
    void check(Seen seen, Consumer<String> report);

    /** Whether what this rule found bears out what a rule about the text said of the same statement. */
    default boolean confirms(Finding byText) {
        return byText.card().id().equals(card().id())
                || confirms().contains(byText.card().id());
    }

    /** The rules about the text whose findings this one bears out. */
    default Set<String> confirms() {
        return Set.of();
    }
}
