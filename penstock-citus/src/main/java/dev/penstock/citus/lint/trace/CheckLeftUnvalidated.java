package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Rules;
import java.util.function.Consumer;

/** CIT108 as it shows when the last file has run: whichever statement made the check, and whether rows break it. */
final class CheckLeftUnvalidated implements TraceRule {

    @Override
    public Card card() {
        return Rules.card("CIT108");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        seen.change().left().stream()
                .filter(left -> left.kind() == Leftover.Kind.CHECK)
                .forEach(left -> report.accept("check %s on %s is NOT VALID when the last file has run%s"
                        .formatted(
                                left.name(),
                                left.table(),
                                left.violated() ? ", and rows break it: none of its shards can be moved" : "")));
    }
}
