package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Key;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Span;
import dev.penstock.citus.sql.Statement;
import java.util.List;
import java.util.Objects;

/** A key lacks the distribution column. */
final class KeyWithoutColumn implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT005",
                Severity.ERROR,
                "A key lacks the distribution column",
                "Rebuild the key with the distribution column in it, before distributing");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .ifPresent(table -> Distributing.columnName(call).ifPresent(column -> {
                        for (Key key : table.keys()) {
                            if (!key.covers(column) && !key.include().contains(column)) {
                                scene.report(call.span(), "key %s of %s lacks %s", key.name(), table.name(), column);
                            }
                        }
                    }));
        }
        for (var added : scene.constraints(Constraint.Unique.class)) {
            added(
                    scene,
                    added.table(),
                    added.constraint().span(),
                    added.constraint().columns(),
                    added.constraint().include());
        }
        if (scene.statement() instanceof Statement.CreateIndex index && index.unique()) {
            var keys = index.keys().stream()
                    .map(key -> Objects.requireNonNullElse(key, ""))
                    .toList();
            added(scene, index.table(), index.tokens().span(), keys, index.include());
        }
    }

    private static void added(Scene scene, QualifiedName name, Span span, List<String> columns, List<String> include) {
        scene.table(name).filter(Table::distributed).ifPresent(table -> {
            String column = table.distributionColumn();
            if (column != null && !columns.isEmpty() && !columns.contains(column) && !include.contains(column)) {
                scene.report(span, "a key on (%s) of %s lacks %s", String.join(", ", columns), table.name(), column);
            }
        });
    }
}
