package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;

/** create_distributed_table_concurrently in a transaction, block or function. */
final class ConcurrentlyInTransaction implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT009",
                Severity.ERROR,
                "create_distributed_table_concurrently in a transaction, block or function",
                "Call it in a migration of its own that runs outside of a transaction");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("create_distributed_table_concurrently")) {
            boolean inside = scene.step().where() != Step.Where.FILE;
            if (inside || scene.inTransaction()) {
                scene.report(
                        call.span(),
                        "%s is distributed concurrently inside %s",
                        Scene.tableOf(call).map(QualifiedName::toString).orElse("a table"),
                        inside ? "a block or function" : "a transaction");
            }
        }
    }
}
