package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Constraint;

/** A foreign key leads from a local table to a distributed one. */
final class LocalToDistributed implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT101",
                Severity.ERROR,
                "A foreign key leads from a local table to a distributed one",
                "Distribute the referring table too");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            var from = scene.step().after().table(added.table());
            var target = scene.table(added.constraint().target());
            boolean stays = scene.atEnd()
                    .table(added.table())
                    .filter(table -> table.placement().local())
                    .isPresent();
            if (stays && target.filter(Table::distributed).isPresent()) {
                scene.report(
                        added.constraint().span(),
                        "%s is local and refers to %s, which is distributed",
                        from.orElseThrow().name(),
                        target.get().name());
            }
        }
    }
}
