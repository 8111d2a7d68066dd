package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Trait;
import dev.penstock.citus.sql.Constraint;

/** ADD FOREIGN KEY without NOT VALID. */
final class ForeignKeyValidates implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT106",
                Severity.WARNING,
                "ADD FOREIGN KEY without NOT VALID",
                "ADD … NOT VALID, then VALIDATE CONSTRAINT in a later transaction");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            boolean partitioned = scene.table(added.table())
                    .filter(table -> table.has(Trait.PARTITIONED))
                    .isPresent();
            if (!added.created() && !added.constraint().notValid() && !scene.isNew(added.table()) && !partitioned) {
                scene.report(
                        added.constraint().span(),
                        "the foreign key of %s to %s checks every row under lock",
                        added.table(),
                        added.constraint().target());
            }
        }
    }
}
