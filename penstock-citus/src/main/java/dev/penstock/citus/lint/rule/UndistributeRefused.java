package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Column;
import dev.penstock.citus.sql.Call;

/** undistribute_table that Citus refuses. */
final class UndistributeRefused implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT218",
                Severity.WARNING,
                "undistribute_table that Citus refuses",
                "cascade_via_foreign_keys => true; replace identity columns by bigserial before distributing");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("undistribute_table")) {
            boolean cascades = call.argument("cascade_via_foreign_keys", 1)
                    .map(value -> value.name("true"))
                    .orElse(false);
            Scene.tableOf(call).flatMap(scene::table).ifPresent(table -> {
                boolean linked = !table.foreignKeys().isEmpty()
                        || !scene.known().referrers(table.name()).isEmpty();
                if (linked && !cascades) {
                    scene.report(call.span(), "%s has foreign keys and the call does not cascade", table.name());
                }
                if (table.columns().stream().anyMatch(Column::identity)) {
                    scene.report(call.span(), "%s has an identity column", table.name());
                }
            });
        }
    }
}
