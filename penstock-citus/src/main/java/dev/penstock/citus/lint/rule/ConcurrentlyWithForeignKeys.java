package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.ForeignKey;
import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Call;

/** Distributing concurrently with foreign keys to or from tables that are not distributed. */
final class ConcurrentlyWithForeignKeys implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT010",
                Severity.ERROR,
                "Distributing concurrently with foreign keys to or from tables that are not distributed",
                "Drop the foreign keys, distribute, add them again NOT VALID, then VALIDATE");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("create_distributed_table_concurrently")) {
            Scene.tableOf(call).flatMap(scene::table).ifPresent(table -> {
                for (ForeignKey key : table.foreignKeys()) {
                    boolean stays = key.target().equals(table.name())
                            || scene.known()
                                    .table(key.target())
                                    .filter(target -> target.placement() == Placement.REFERENCE)
                                    .isPresent();
                    if (!stays) {
                        scene.report(
                                call.span(), "%s has foreign key %s to %s", table.name(), key.name(), key.target());
                    }
                }
                for (Table referrer : scene.known().referrers(table.name())) {
                    scene.report(call.span(), "%s has a foreign key to %s", referrer.name(), table.name());
                }
            });
        }
    }
}
