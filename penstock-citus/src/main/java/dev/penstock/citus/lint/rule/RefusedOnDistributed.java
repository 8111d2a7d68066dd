package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import java.util.Locale;

/** DDL that Citus refuses on a distributed table. */
final class RefusedOnDistributed implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT212", Severity.ERROR, "DDL that Citus refuses on a distributed table", "Do it before distributing");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.AlterTable alter
                && scene.table(alter.name())
                        .filter(table -> !table.placement().local())
                        .isPresent()) {
            for (TableAction action : alter.actions()) {
                switch (action) {
                    case TableAction.SetColumnStorage set
                    when !set.what().equals("compression") ->
                        scene.report(
                                set.span(),
                                "SET %s of %s on the distributed table %s",
                                set.what().toUpperCase(Locale.ROOT),
                                set.column(),
                                alter.name());
                    case TableAction.ClusterOn cluster ->
                        scene.report(
                                cluster.span(),
                                "CLUSTER ON %s on the distributed table %s",
                                cluster.index(),
                                alter.name());
                    case TableAction.Inherit inherit ->
                        scene.report(
                                inherit.span(),
                                "INHERIT %s on the distributed table %s",
                                inherit.parent(),
                                alter.name());
                    default -> {
                        // The others pass.
                    }
                }
            }
        }
    }
}
