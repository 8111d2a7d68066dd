package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Constraint.Action;

/** A composite foreign key sets the tenant NULL or follows its change. */
final class SetNullOnTenant implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT104",
                Severity.ERROR,
                "A composite foreign key sets the tenant NULL or follows its change",
                "ON DELETE NO ACTION, and clear the child in the same transaction of one tenant");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            var key = added.constraint();
            boolean deletes = key.onDelete() == Action.SET_NULL || key.onDelete() == Action.SET_DEFAULT;
            boolean updates = key.onUpdate() == Action.CASCADE
                    || key.onUpdate() == Action.SET_NULL
                    || key.onUpdate() == Action.SET_DEFAULT;
            var column = scene.distributionColumn(added.table());
            boolean tenant =
                    column.map(key.columns()::contains).orElse(key.columns().size() > 1);
            if ((deletes || updates) && tenant && (scene.mayBeDistributed(added.table()) || added.created())) {
                scene.report(
                        key.span(),
                        "the foreign key (%s) of %s says ON %s",
                        String.join(", ", key.columns()),
                        added.table(),
                        deletes
                                ? "DELETE " + key.onDelete().sql()
                                : "UPDATE " + key.onUpdate().sql());
            }
        }
    }
}
