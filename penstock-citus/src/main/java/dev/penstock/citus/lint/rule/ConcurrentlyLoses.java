package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Trait;
import dev.penstock.citus.sql.Call;
import java.util.List;

/** Distributing concurrently loses comments, rules and grants on views. */
final class ConcurrentlyLoses implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT012",
                Severity.WARNING,
                "Distributing concurrently loses comments, rules and grants on views",
                "Record them before and restore them afterwards");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("create_distributed_table_concurrently")) {
            Scene.tableOf(call).flatMap(scene::table).ifPresent(table -> {
                for (Trait trait : List.of(Trait.COMMENT, Trait.RULE, Trait.VIEW_GRANTS)) {
                    if (table.has(trait)) {
                        scene.report(call.span(), "%s has %s, which will be lost", table.name(), trait);
                    }
                }
            });
        }
    }
}
