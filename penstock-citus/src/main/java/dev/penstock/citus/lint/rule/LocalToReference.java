package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Statement;

/** A foreign key from a local table to a reference table converts its whole graph. */
final class LocalToReference implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT105",
                Severity.WARNING,
                "A foreign key from a local table to a reference table converts its whole graph",
                "Distribute the table first, or set citus.enable_local_reference_table_foreign_keys to off for the migration");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            var from = scene.step().after().table(added.table());
            var target = scene.table(added.constraint().target());
            boolean off = scene.earlier().stream()
                    .anyMatch(each -> each instanceof Statement.SetParameter set
                            && set.name().equals("citus.enable_local_reference_table_foreign_keys"));
            if (!off
                    && from.filter(table -> table.placement() == Placement.PLAIN)
                            .isPresent()
                    && target.filter(table -> table.placement() == Placement.REFERENCE)
                            .isPresent()) {
                scene.report(
                        added.constraint().span(),
                        "%s is local and refers to the reference table %s",
                        from.get().name(),
                        target.get().name());
            }
        }
    }
}
