package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Tokens;

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
                    .filter(column -> sets(update.set(), column))
                    .ifPresent(column -> scene.report(
                            update.set(),
                            "%s is the distribution column of %s",
                            column,
                            update.target().name()));
        }
        if (scene.statement() instanceof Statement.Insert insert) {
            var set = insert.conflict().clause("set", "where");
            scene.distributionColumn(insert.target().name())
                    .filter(column -> sets(set, column))
                    .ifPresent(column -> scene.report(
                            set,
                            "%s is the distribution column of %s",
                            column,
                            insert.target().name()));
        }
    }

    private static boolean sets(Tokens set, String column) {
        return set.byComma().stream().anyMatch(assignment -> {
            int equals = Query.equality(assignment);
            if (equals < 0) {
                return false;
            }
            var target = assignment.slice(0, equals).bare();
            var value = assignment.from(equals + 1);
            boolean itself = !value.isEmpty()
                    && value.size() != 2
                    && value.get(value.size() - 1).isName()
                    && value.get(value.size() - 1).value().equals(column);
            return target.stream()
                            .anyMatch(token -> token.isName() && token.value().equals(column))
                    && !itself;
        });
    }
}
