package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Call;

/** Truncating left-over rows may empty local tables. */
final class TruncateCascades implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT021",
                Severity.ERROR,
                "Truncating left-over rows may empty local tables",
                "Distribute every table that refers to it, over any number of steps, before calling it");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("truncate_local_data_after_distributing_table")) {
            Scene.tableOf(call).ifPresent(name -> {
                if (scene.table(name).isEmpty()) {
                    scene.report(call.span(), "nobody described the foreign keys to %s: lint with --url", name);
                }
                for (Table referrer :
                        scene.known().referrerClosure(scene.known().resolve(name))) {
                    if (referrer.placement().local()) {
                        scene.report(
                                call.span(),
                                "%s refers to %s and is not distributed: it may be emptied",
                                referrer.name(),
                                name);
                    }
                }
            });
        }
    }
}
