package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.TableAction;

/** A constraint in ADD COLUMN has no name. */
final class UnnamedInAddColumn implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT112",
                Severity.ERROR,
                "A constraint in ADD COLUMN has no name",
                "Add it by a separate ADD CONSTRAINT with a name");
    }

    @Override
    public void check(Scene scene) {
        scene.each(TableAction.AddColumn.class, (alter, add) -> {
            for (Constraint constraint : add.column().constraints()) {
                if (constraint.name() == null && scene.mayBeDistributed(alter.name())) {
                    scene.report(
                            constraint.span(),
                            "a constraint of the new column %s of %s has no name",
                            add.column().name(),
                            alter.name());
                }
            }
        });
    }
}
