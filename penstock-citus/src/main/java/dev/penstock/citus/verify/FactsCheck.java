package dev.penstock.citus.verify;

import static java.util.stream.Collectors.toMap;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.journal.Fact;
import dev.penstock.citus.journal.Facts;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether what was there before is still there: constraints by name, comments, grants and rules word for word. Pure. */
final class FactsCheck {

    private FactsCheck() {}

    static Check of(Plan plan, List<Fact> before, Catalog catalog) {
        var now = Facts.of(catalog, Applier.tables(plan)).stream()
                .collect(toMap(fact -> fact.kind() + " " + fact.subject(), Fact::value, (one, other) -> one));
        var failures = new ArrayList<String>();
        var notes = new ArrayList<String>();
        int compared = 0;
        for (Fact fact : before) {
            if (fact.kind().equals(Facts.SEQUENCE)) {
                continue;
            }
            compared++;
            String key = fact.kind() + " " + fact.subject();
            String value = now.get(key);
            boolean kept = fact.kind().equals(Facts.VIEW) || !Facts.unchanging().contains(fact.kind());
            if (value != null && (kept || value.equals(fact.value()))) {
                continue;
            }
            String text = value == null
                    ? key + " is gone; it was: " + fact.value()
                    : key + " is now " + value + "; it was: " + fact.value();
            boolean meant = decided(plan, fact) || letsDraw(fact, value);
            (meant ? notes : failures).add(meant ? text + " (decided)" : text);
        }
        return new Check("nothing lost", compared + " constraints, comments, grants and the like", failures, notes);
    }

    /** Who inserts must be let draw from the sequence that an identity has become. */
    private static boolean letsDraw(Fact before, @Nullable String now) {
        if (!before.kind().equals(Facts.GRANT) || !before.subject().startsWith("sequence ") || now == null) {
            return false;
        }
        var were = Set.of(before.value().split(", "));
        var are = Set.of(now.split(", "));
        return are.containsAll(were)
                && are.stream().filter(grant -> !were.contains(grant)).allMatch(grant -> grant.endsWith("=USAGE"));
    }

    /** A decision that speaks of the table and of the very thing. */
    private static boolean decided(Plan plan, Fact fact) {
        return plan.decisions().stream()
                .filter(decision -> decision.chosen() != null)
                .anyMatch(decision -> speaksOf(decision, fact));
    }

    private static boolean speaksOf(Decision decision, Fact fact) {
        var table = decision.table();
        if (table == null) {
            return words(fact.subject()).contains(decision.subject());
        }
        // Statistics and sequences have names of their own in the table's schema.
        String own = new QualifiedName(table.schema(), decision.subject()).quoted();
        return fact.subject().equals("sequence " + own)
                || (fact.kind().equals(Facts.STATISTICS) && fact.subject().equals(own))
                || (fact.subject().contains(table.quoted())
                        && words(fact.subject().replace(table.quoted(), " ")).contains(decision.subject()));
    }

    private static List<String> words(String subject) {
        return List.of(subject.split("[ .]"));
    }
}
