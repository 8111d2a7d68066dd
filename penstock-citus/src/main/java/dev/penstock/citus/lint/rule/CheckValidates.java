package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Constraint;

/** ADD CHECK without NOT VALID. */
final class CheckValidates implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT107",
                Severity.WARNING,
                "ADD CHECK without NOT VALID",
                "ADD … NOT VALID, then VALIDATE CONSTRAINT in a later transaction");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.Check.class)) {
            if (!added.created() && !added.constraint().notValid() && !scene.isNew(added.table())) {
                scene.report(added.constraint().span(), "the check on %s reads every row under lock", added.table());
            }
        }
    }
}
