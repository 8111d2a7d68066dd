package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Key;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;

/** The distribution column is only included in a unique key. */
final class IncludedColumn implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT006",
                Severity.ERROR,
                "The distribution column is only included in a unique key",
                "Make the column part of the key");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .ifPresent(table -> Distributing.columnName(call).ifPresent(column -> {
                        for (Key key : table.keys()) {
                            if (!key.covers(column) && key.include().contains(column)) {
                                scene.report(
                                        call.span(),
                                        "key %s of %s only includes %s: it will be unique per shard",
                                        key.name(),
                                        table.name(),
                                        column);
                            }
                        }
                    }));
        }
        for (var added : scene.constraints(Constraint.Unique.class)) {
            scene.distributionColumn(added.table())
                    .filter(column -> added.constraint().include().contains(column)
                            && !added.constraint().columns().contains(column))
                    .ifPresent(column -> scene.report(
                            added.constraint().span(),
                            "the key of %s only includes %s: it will be unique per shard",
                            added.table(),
                            column));
        }
    }
}
