package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;

/** The distribution column may be NULL. */
final class NullableColumn implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT007",
                Severity.ERROR,
                "The distribution column may be NULL",
                "Backfill it, then CHECK … NOT VALID, VALIDATE, SET NOT NULL, before distributing");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            Distributing.column(scene, call)
                    .filter(column -> !column.notNull() || column.holdsNulls())
                    .ifPresent(column -> scene.report(
                            call.span(),
                            "%s of %s %s",
                            column.name(),
                            Scene.tableOf(call).orElseThrow(),
                            column.holdsNulls() ? "holds NULL" : "may be NULL"));
        }
    }
}
