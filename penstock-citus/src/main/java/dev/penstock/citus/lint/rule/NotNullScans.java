package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Check;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import java.util.HashSet;

/** SET NOT NULL without a validated CHECK. */
final class NotNullScans implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT206",
                Severity.WARNING,
                "SET NOT NULL without a validated CHECK",
                "ADD CHECK (column IS NOT NULL) NOT VALID, VALIDATE, SET NOT NULL, drop the check");
    }

    @Override
    public void check(Scene scene) {
        scene.each(TableAction.SetNotNull.class, (alter, set) -> {
            boolean known = scene.table(alter.name())
                    .filter(table -> table.checks().stream()
                            .anyMatch(check -> check.validated() && check.forbidsNull(set.column())))
                    .isPresent();
            if (!known && !scene.isNew(alter.name()) && !provenHere(scene, alter.name(), set.column())) {
                scene.report(
                        set.span(), "%s.%s: every row is read under an exclusive lock", alter.name(), set.column());
            }
        });
    }

    private static boolean provenHere(Scene scene, QualifiedName table, String column) {
        var open = new HashSet<String>();
        boolean proven = false;
        for (Statement statement : scene.earlier()) {
            if (statement instanceof Statement.AlterTable alter
                    && scene.known().resolve(alter.name()).equals(scene.known().resolve(table))) {
                for (TableAction action : alter.actions()) {
                    if (action instanceof TableAction.AddConstraint add
                            && add.constraint() instanceof Constraint.Check check
                            && new Check("", check.expression().toString(), true).forbidsNull(column)) {
                        proven |= !check.notValid();
                        open.add(String.valueOf(check.name()));
                    }
                    proven |=
                            action instanceof TableAction.ValidateConstraint validate && open.contains(validate.name());
                }
            }
        }
        return proven;
    }
}
