package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;

/** A small table is distributed concurrently. */
final class ConcurrentlyTiny implements Rule {

    private static final long SMALL = 10_000;

    @Override
    public Card card() {
        return new Card(
                "CIT020",
                Severity.INFO,
                "A small table is distributed concurrently",
                "create_distributed_table in a transaction");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("create_distributed_table_concurrently")) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .filter(table -> table.rows() >= 0 && table.rows() < SMALL)
                    .ifPresent(table -> scene.report(call.span(), "%s has about %s rows", table.name(), table.rows()));
        }
    }
}
