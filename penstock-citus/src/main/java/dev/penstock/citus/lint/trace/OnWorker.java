package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Rules;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** CIT220 as it shows when a statement runs: a worker was asked for DDL, by run_command_on_… too. */
final class OnWorker implements TraceRule {

    @Override
    public Card card() {
        return Rules.card("CIT220");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        var refusal = seen.outcome().refusal();
        Stream.concat(seen.outcome().failures().stream(), refusal == null ? Stream.of() : Stream.of(refusal.message()))
                .filter(OnWorker::is)
                .findFirst()
                .ifPresent(message -> report.accept("a worker was asked and says: " + message));
    }

    /** It has no SQLSTATE of its own. */
    static boolean is(String message) {
        return message.contains("operation is not allowed on this node");
    }
}
