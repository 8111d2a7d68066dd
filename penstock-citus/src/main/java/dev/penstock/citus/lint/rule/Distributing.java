package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Column;
import dev.penstock.citus.sql.Call;
import java.util.Optional;

/** What a call of create_distributed_table says. */
final class Distributing {

    private Distributing() {}

    static Optional<String> columnName(Call call) {
        return Scene.text(call, "distribution_column", 1);
    }

    static Optional<Column> column(Scene scene, Call call) {
        return Scene.tableOf(call)
                .flatMap(scene::table)
                .flatMap(table -> columnName(call).flatMap(table::column));
    }
}
