package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.TableAction;

/** RENAME CONSTRAINT on a distributed table. */
final class RenameConstraint implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT113",
                Severity.ERROR,
                "RENAME CONSTRAINT on a distributed table",
                "Drop it and add it under its new name");
    }

    @Override
    public void check(Scene scene) {
        scene.each(
                TableAction.RenameConstraint.class,
                (alter, rename) -> scene.table(alter.name())
                        .filter(table -> !table.placement().local())
                        .ifPresent(table -> scene.report(
                                rename.span(), "%s of %s cannot be renamed", rename.from(), table.name())));
    }
}
