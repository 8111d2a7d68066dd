package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Trait;
import dev.penstock.citus.sql.Call;

/** A table without a primary key enters a colocation group. */
final class NoReplicaIdentity implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT014",
                Severity.WARNING,
                "A table without a primary key enters a colocation group",
                "Add a primary key, or a replica identity");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .filter(table -> table.primaryKey().isEmpty() && !table.has(Trait.REPLICA_IDENTITY))
                    .ifPresent(table -> scene.report(
                            call.span(), "%s has neither a primary key nor a replica identity", table.name()));
        }
    }
}
