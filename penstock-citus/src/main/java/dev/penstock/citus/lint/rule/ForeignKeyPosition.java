package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Key;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.lint.known.TableName;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A foreign key does not pair the distribution columns. */
final class ForeignKeyPosition implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT103",
                Severity.ERROR,
                "A foreign key does not pair the distribution columns",
                "Make it a composite foreign key with both distribution columns at the same place");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            var from = scene.step().after().table(added.table());
            var target = scene.table(added.constraint().target());
            if (from.filter(Table::distributed).isPresent()
                    && target.filter(Table::distributed).isPresent()) {
                check(
                        scene,
                        added.constraint().span(),
                        from.get().name(),
                        from.get().distributionColumn(),
                        added.constraint().columns(),
                        added.constraint().targetColumns(),
                        target.get());
            }
        }

        for (Call call : scene.distributing()) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .ifPresent(table -> table.foreignKeys()
                            .forEach(key -> scene.known()
                                    .table(key.target())
                                    .filter(Table::distributed)
                                    .ifPresent(target -> check(
                                            scene,
                                            call.span(),
                                            table.name(),
                                            Distributing.columnName(call).orElse(null),
                                            key.columns(),
                                            key.targetColumns(),
                                            target))));
        }
    }

    private static void check(
            Scene scene,
            Span span,
            TableName from,
            @Nullable String column,
            List<String> columns,
            List<String> given,
            Table target) {
        var targetColumns =
                given.isEmpty() ? target.primaryKey().map(Key::columns).orElse(List.of()) : given;
        String theirs = target.distributionColumn();
        int mine = column == null ? -1 : columns.indexOf(column);
        if (column != null
                && theirs != null
                && (mine < 0
                        || mine >= targetColumns.size()
                        || !targetColumns.get(mine).equals(theirs))) {
            scene.report(
                    span, "the foreign key of %s to %s does not pair %s with %s", from, target.name(), column, theirs);
        }
    }
}
