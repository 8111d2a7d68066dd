package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.lint.known.TableName;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Span;

/** Identity columns in the foreign-key graph are reset. */
final class IdentityReset implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT011",
                Severity.ERROR,
                "Identity columns in the foreign-key graph are reset",
                "Use bigserial, or set the sequences again with setval in the same migration; create reference tables after the identity tables are distributed");
    }

    @Override
    public void check(Scene scene) {
        if (scene.later().stream()
                .anyMatch(later -> Call.in(later.tokens()).stream().anyMatch(call -> call.is("setval")))) {
            return;
        }
        for (Call call : scene.calls("create_distributed_table_concurrently", "citus_add_local_table_to_metadata")) {
            Scene.tableOf(call)
                    .ifPresent(table -> reset(scene, call.span(), scene.known().resolve(table)));
        }
        for (Call call : scene.calls("create_reference_table")) {
            Scene.tableOf(call)
                    .map(scene.known()::resolve)
                    .ifPresent(table -> scene.known()
                            .referrers(table)
                            .forEach(referrer -> reset(scene, call.span(), referrer.name())));
        }
        for (var added : scene.constraints(Constraint.ForeignKey.class)) {
            if (scene.table(added.constraint().target())
                    .filter(target -> target.placement() == Placement.REFERENCE)
                    .isPresent()) {
                reset(scene, added.constraint().span(), scene.known().resolve(added.table()));
            }
        }
    }

    private static void reset(Scene scene, Span span, TableName start) {
        for (Table table : scene.known().foreignKeyGraph(start)) {
            table.columns().stream()
                    .filter(column -> column.identity() && table.placement() == Placement.PLAIN)
                    .forEach(column -> scene.report(
                            span, "identity %s.%s starts again from its first value", table.name(), column.name()));
        }
    }
}
