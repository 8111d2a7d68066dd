package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.ForeignKey;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Call;

/** A foreign-key component is distributed out of order or in part. */
final class ComponentOrder implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT008",
                Severity.ERROR,
                "A foreign-key component is distributed out of order or in part",
                "Distribute the whole foreign-key component in one transaction, parents first");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("create_distributed_table")) {
            Scene.tableOf(call).flatMap(scene::table).ifPresent(table -> {
                for (ForeignKey key : table.foreignKeys()) {
                    scene.known()
                            .table(key.target())
                            .filter(target ->
                                    target.placement().local() && !target.name().equals(table.name()))
                            .ifPresent(target -> scene.report(
                                    call.span(),
                                    "%s refers to %s, which is not distributed yet",
                                    table.name(),
                                    target.name()));
                }
                for (Table referrer : scene.atEnd().referrers(table.name())) {
                    if (referrer.placement().local()) {
                        scene.report(
                                call.span(),
                                "%s refers to %s and is left local: its foreign key is half enforced",
                                referrer.name(),
                                table.name());
                    }
                }
            });
        }
    }
}
