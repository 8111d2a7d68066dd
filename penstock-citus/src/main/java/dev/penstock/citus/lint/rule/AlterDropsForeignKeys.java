package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** alter_distributed_table with a new column drops foreign keys. */
final class AlterDropsForeignKeys implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT217",
                Severity.WARNING,
                "alter_distributed_table with a new column drops foreign keys",
                "Add the foreign keys again in the same migration");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("alter_distributed_table")) {
            boolean again = scene.later().stream()
                    .anyMatch(later -> later instanceof Statement.AlterTable alter
                            && alter.actions().stream()
                                    .anyMatch(action -> action instanceof TableAction.AddConstraint add
                                            && add.constraint() instanceof Constraint.ForeignKey));
            boolean moves = call.argument("distribution_column", 1)
                    .filter(column -> !column.startsWith("null"))
                    .isPresent();
            if (moves && !again) {
                scene.report(
                        call.span(),
                        "the foreign keys of %s are dropped",
                        Scene.tableOf(call).map(QualifiedName::toString).orElse("the table"));
            }
        }
    }
}
