package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Rules;
import java.util.List;

/** The rules about what a trace sees. A new one is a class, an entry here and a page. */
public final class TraceRules {

    static final List<TraceRule> ALL = List.of(
            new CheckLeftUnvalidated(),
            new OnWorker(),
            new UnboundedLock(),
            new UnnamedLock(),
            new TableRewritten(),
            new ForeignKeyLeftNotValid(),
            new IndexLeftInvalid(),
            new Refused(),
            new WorkUnderLock(),
            new FailedQuietly(),
            new ManyShards(),
            new NotTraced());

    private TraceRules() {}

    /** The cards that only a trace can find. */
    public static List<Card> cards() {
        var byText = Rules.cards();
        return ALL.stream()
                .map(TraceRule::card)
                .filter(card -> !byText.contains(card))
                .toList();
    }
}
