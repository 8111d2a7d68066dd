package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

/** MERGE from a local table into a distributed one. */
final class MergeFromLocal implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT309",
                Severity.ERROR,
                "MERGE from a local table into a distributed one",
                "Load the rows into a distributed staging table first");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Merge merge
                && scene.table(merge.target().name()).filter(Table::distributed).isPresent()) {
            var tokens = merge.source();
            if (!tokens.isEmpty() && tokens.first().isName()) {
                boolean qualified = tokens.size() > 2 && tokens.get(1).isSymbol(".");
                var source = new QualifiedName(
                        qualified ? tokens.first().value() : null,
                        tokens.get(qualified ? 2 : 0).value(),
                        tokens.first().span());
                scene.table(source)
                        .filter(table -> table.placement().local())
                        .ifPresent(table -> scene.report(
                                merge.source(),
                                "%s is local, %s is distributed",
                                table.name(),
                                merge.target().name()));
            }
        }
    }
}
