package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

/** Rows stay behind on the coordinator after distributing. */
final class ShadowRows implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT001",
                Severity.ERROR,
                "Rows stay behind on the coordinator after distributing",
                "Distribute every table of the foreign-key component, then call truncate_local_data_after_distributing_table, children first, before the next DDL");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("create_distributed_table", "create_reference_table")) {
            Scene.tableOf(call)
                    .filter(table -> !empty(scene, table) && !truncatedLater(scene, table))
                    .ifPresent(table -> scene.report(
                            call.span(),
                            "the rows of %s stay behind on the coordinator and break its next DDL",
                            table));
        }
    }

    private static boolean empty(Scene scene, QualifiedName name) {
        return scene.table(name).filter(scene.known()::isEmpty).isPresent();
    }

    private static boolean truncatedLater(Scene scene, QualifiedName name) {
        for (Statement statement : scene.later()) {
            if (Call.in(statement.tokens()).stream()
                    .filter(call -> call.is("truncate_local_data_after_distributing_table"))
                    .anyMatch(call -> Scene.tableOf(call)
                            .filter(table -> same(scene, table, name))
                            .isPresent())) {
                return true;
            }
            boolean ddl = (statement instanceof Statement.AlterTable alter && same(scene, alter.name(), name))
                    || (statement instanceof Statement.CreateIndex index && same(scene, index.table(), name));
            if (ddl) {
                return false;
            }
        }
        return false;
    }

    private static boolean same(Scene scene, QualifiedName one, QualifiedName other) {
        return scene.known().resolve(one).equals(scene.known().resolve(other));
    }
}
