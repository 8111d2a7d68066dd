package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;

/** An int or smallint column draws from a sequence. */
final class NarrowSequence implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT017",
                Severity.WARNING,
                "An int or smallint column draws from a sequence",
                "Make the column bigint before distributing");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .ifPresent(table -> table.columns().stream()
                            .filter(column -> column.sequence() != null
                                    && (column.type().equals("integer")
                                            || column.type().equals("smallint")))
                            .forEach(column -> scene.report(
                                    call.span(),
                                    "%s.%s is %s and draws from %s",
                                    table.name(),
                                    column.name(),
                                    column.type(),
                                    column.sequence())));
        }
    }
}
