package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.TableAction;

/** The distribution column is dropped or changes its type. */
final class DistributionColumnDdl implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT210",
                Severity.ERROR,
                "The distribution column is dropped or changes its type",
                "alter_distributed_table, or a new table");
    }

    @Override
    public void check(Scene scene) {
        scene.each(
                TableAction.DropColumn.class,
                (alter, drop) -> scene.table(alter.name())
                        .filter(table -> table.distributedBy(drop.column()))
                        .ifPresent(table -> scene.report(
                                drop.span(), "%s is the distribution column of %s", drop.column(), table.name())));
        scene.each(
                TableAction.AlterType.class,
                (alter, type) -> scene.table(alter.name())
                        .filter(table -> table.distributedBy(type.column()))
                        .ifPresent(table -> scene.report(
                                type.span(), "%s is the distribution column of %s", type.column(), table.name())));
    }
}
