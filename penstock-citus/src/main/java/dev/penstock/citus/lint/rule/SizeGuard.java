package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

/** Truncating left-over rows depends on the size of the parent. */
final class SizeGuard implements Rule {

    private static final String TRUNCATE = "truncate_local_data_after_distributing_table";

    @Override
    public Card card() {
        return new Card(
                "CIT002",
                Severity.ERROR,
                "Truncating left-over rows depends on the size of the parent",
                "Call truncate_local_data_after_distributing_table unconditionally; on an empty table it does nothing");
    }

    @Override
    public void check(Scene scene) {
        var statement = scene.statement();
        if (statement instanceof Statement.DoBlock block) {
            if (block.body().value().contains("pg_relation_size")
                    && block.body().value().contains(TRUNCATE)) {
                scene.report(
                        block.body(),
                        "this block truncates only when a size says so, which is 0 for a partitioned table");
            }
            return;
        }
        boolean sized = !scene.calls("pg_relation_size", "pg_table_size", "pg_total_relation_size")
                .isEmpty();
        for (Call call : scene.calls(TRUNCATE)) {
            if (sized) {
                scene.report(
                        call.span(),
                        "%s is truncated only when a size says so, which is 0 for a partitioned table",
                        Scene.tableOf(call).map(QualifiedName::toString).orElse("the table"));
            }
        }
    }
}
