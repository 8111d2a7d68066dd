package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;

/** CREATE INDEX without CONCURRENTLY. */
final class IndexBlocksWrites implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT203",
                Severity.WARNING,
                "CREATE INDEX without CONCURRENTLY",
                "CREATE INDEX CONCURRENTLY, in a migration without a transaction");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.CreateIndex index
                && !index.concurrently()
                && !scene.isNew(index.table())) {
            scene.report(index.tokens(), "writes to %s wait until the index is built", index.table());
        }
    }
}
