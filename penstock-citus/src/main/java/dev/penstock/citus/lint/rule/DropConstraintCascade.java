package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.TableAction;

/** DROP CONSTRAINT … CASCADE takes foreign keys along. */
final class DropConstraintCascade implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT109",
                Severity.ERROR,
                "DROP CONSTRAINT … CASCADE takes foreign keys along",
                "Drop the foreign keys by name and add them again afterwards");
    }

    @Override
    public void check(Scene scene) {
        scene.each(TableAction.DropConstraint.class, (alter, drop) -> {
            boolean key = scene.table(alter.name())
                    .map(table -> table.foreignKeys().stream()
                                    .noneMatch(each -> each.name().equals(drop.name()))
                            && table.checks().stream()
                                    .noneMatch(each -> each.name().equals(drop.name())))
                    .orElse(true);
            if (drop.cascade() && key) {
                scene.report(
                        drop.span(),
                        "dropping %s of %s drops every foreign key that relies on it",
                        drop.name(),
                        alter.name());
            }
        });
    }
}
