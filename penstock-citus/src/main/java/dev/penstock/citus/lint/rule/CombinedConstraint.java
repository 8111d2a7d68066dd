package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.TableAction;

/** ADD CONSTRAINT is combined with other subcommands. */
final class CombinedConstraint implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT111",
                Severity.ERROR,
                "ADD CONSTRAINT is combined with other subcommands",
                "One statement for each constraint");
    }

    @Override
    public void check(Scene scene) {
        scene.each(TableAction.AddConstraint.class, (alter, add) -> {
            if (alter.actions().size() > 1 && scene.mayBeDistributed(alter.name())) {
                scene.report(
                        add.span(),
                        "the constraint on %s is added together with %s other subcommands",
                        alter.name(),
                        alter.actions().size() - 1);
            }
        });
    }
}
