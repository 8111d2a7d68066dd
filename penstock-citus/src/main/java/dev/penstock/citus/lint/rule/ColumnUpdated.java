package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Tokens;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The distribution column is updated. */
final class ColumnUpdated implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT301",
                Severity.ERROR,
                "The distribution column is updated",
                "Set it before distributing; afterwards insert the row under the new tenant and delete the old one");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Update update) {
            scene.distributionColumn(update.target().name())
                    .filter(column ->
                            sets(update.set(), column, Set.of(update.target().alias())))
                    .ifPresent(column -> scene.report(
                            update.set(),
                            "%s is the distribution column of %s",
                            column,
                            update.target().name()));
        }
        if (scene.statement() instanceof Statement.Insert insert) {
            var set = insert.conflict().clause("set", "where");
            scene.distributionColumn(insert.target().name())
                    .filter(column -> sets(set, column, Set.of(insert.target().alias(), "excluded")))
                    .ifPresent(column -> scene.report(
                            set,
                            "%s is the distribution column of %s",
                            column,
                            insert.target().name()));
        }
    }

    /** @param row by which names the row itself is called */
    private static boolean sets(Tokens set, String column, Set<String> row) {
        return set.byComma().stream()
                .flatMap(ColumnUpdated::assignments)
                .anyMatch(each -> each.to(column)
                        && row.stream().noneMatch(alias -> Query.isColumn(each.value(), alias, column)));
    }

    /** {@code (a, b) = (1, 2)} is two of them. */
    private static Stream<Assignment> assignments(Tokens text) {
        int equals = Query.equality(text);
        if (equals < 0) {
            return Stream.empty();
        }
        var targets = text.slice(0, equals).bare().byComma();
        var value = text.from(equals + 1);
        var values = value.from(value.startsWith("row") ? 1 : 0).bare().byComma();
        boolean pairs = values.size() == targets.size();
        return IntStream.range(0, targets.size())
                .mapToObj(i -> new Assignment(targets.get(i), pairs ? values.get(i) : value));
    }

    private record Assignment(Tokens target, Tokens value) {
        boolean to(String column) {
            return !target.isEmpty()
                    && target.first().isName()
                    && target.first().value().equals(column);
        }
    }
}
