package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import java.util.Set;

/** ON CONFLICT names no key of the distributed table. */
final class ConflictTarget implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT116",
                Severity.WARNING,
                "ON CONFLICT names no key of the distributed table",
                "Name the columns of a key, the distribution column among them");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Insert insert
                && !insert.conflict().isEmpty()
                && insert.conflict().first().isSymbol("(")) {
            var columns = insert.conflict().slice(1, insert.conflict().partner(0)).stream()
                    .filter(Token::isName)
                    .map(Token::value)
                    .toList();
            scene.table(insert.target().name()).filter(Table::distributed).ifPresent(table -> {
                if (table.keys().stream()
                        .noneMatch(key -> Set.copyOf(key.columns()).equals(Set.copyOf(columns)))) {
                    scene.report(insert.conflict(), "%s has no key on (%s)", table.name(), String.join(", ", columns));
                }
            });
        }
    }
}
