package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Trait;
import dev.penstock.citus.sql.Call;
import java.util.List;

/** A table has what Citus refuses to distribute. */
final class Undistributable implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT015",
                Severity.ERROR,
                "A table has what Citus refuses to distribute",
                "Remove it first, or distribute the whole schema");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls(
                "create_distributed_table", "create_distributed_table_concurrently", "create_reference_table")) {
            Scene.tableOf(call).flatMap(scene::table).ifPresent(table -> {
                for (Trait trait : List.of(
                        Trait.TRIGGER, Trait.RULE, Trait.INHERITANCE, Trait.SUBQUERY_POLICY, Trait.MULTI_LEVEL)) {
                    if (table.has(trait)) {
                        scene.report(call.span(), "%s has %s", table.name(), trait);
                    }
                }
            });
        }
    }
}
