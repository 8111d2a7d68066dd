package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Constraint;

/** A foreign key leads from a reference table to a distributed one. */
final class ReferenceToDistributed implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT102",
                Severity.ERROR,
                "A foreign key leads from a reference table to a distributed one",
                "Distribute the referring table, or drop the foreign key");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            var from = scene.step().after().table(added.table());
            var target = scene.table(added.constraint().target());
            if (from.filter(table -> table.placement() == Placement.REFERENCE).isPresent()
                    && target.filter(Table::distributed).isPresent()) {
                scene.report(
                        added.constraint().span(),
                        "%s is a reference table and refers to %s, which is distributed",
                        from.get().name(),
                        target.get().name());
            }
        }
    }
}
