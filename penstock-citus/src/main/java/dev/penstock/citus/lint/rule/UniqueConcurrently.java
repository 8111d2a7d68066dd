package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Statement;

/** CREATE UNIQUE INDEX CONCURRENTLY on a distributed table. */
final class UniqueConcurrently implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT202",
                Severity.WARNING,
                "CREATE UNIQUE INDEX CONCURRENTLY on a distributed table",
                "Build it before distributing, or in a quiet hour under lock_timeout");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.CreateIndex index && index.unique() && index.concurrently()) {
            scene.table(index.table())
                    .filter(Table::distributed)
                    .ifPresent(table -> scene.report(
                            index.tokens(),
                            "%s is distributed: its writers queue while this index waits",
                            table.name()));
        }
    }
}
