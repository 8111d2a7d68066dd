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
            var unique = added.constraint();
            var key = new Key("", Key.Kind.UNIQUE, unique.columns(), List.of(), unique.include());
            added(scene, added.table(), unique.span(), key);
        }
        for (var added : scene.constraints(Constraint.Exclusion.class)) {
            added(scene, added.table(), added.constraint().span(), Key.of(added.constraint(), ""));
        }
        if (scene.statement() instanceof Statement.CreateIndex index && index.unique()) {
            var columns = index.keys().stream()
                    .map(key -> Objects.requireNonNullElse(key, ""))
                    .toList();
            var key = new Key("", Key.Kind.UNIQUE, columns, List.of(), index.include());
            added(scene, index.table(), index.tokens().span(), key);
        }
    }

    private static void added(Scene scene, QualifiedName name, Span span, Key key) {
        scene.table(name).filter(Table::distributed).ifPresent(table -> {
            String column = table.distributionColumn();
            // Without columns it is made of an index, of which its own statement was judged.
            if (column != null
                    && !key.columns().isEmpty()
                    && !key.covers(column)
                    && !key.include().contains(column)) {
                scene.report(
                        span, "a key on (%s) of %s lacks %s", String.join(", ", key.columns()), table.name(), column);
            }
        });
    }
}
