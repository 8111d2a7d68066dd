package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Trait;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** CONCURRENTLY on a partitioned parent, or DETACH … CONCURRENTLY on a distributed table. */
final class PartitionedConcurrently implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT205",
                Severity.ERROR,
                "CONCURRENTLY on a partitioned parent, or DETACH … CONCURRENTLY on a distributed table",
                "Index partition by partition; detach without CONCURRENTLY under lock_timeout");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.CreateIndex index && index.concurrently()) {
            scene.table(index.table())
                    .filter(table -> table.has(Trait.PARTITIONED))
                    .ifPresent(table -> scene.report(
                            index.tokens(),
                            "%s is partitioned: no index can be built on it concurrently",
                            table.name()));
        }
        scene.each(
                TableAction.Detach.class,
                (alter, detach) -> scene.table(alter.name())
                        .filter(table ->
                                detach.concurrently() && !table.placement().local())
                        .ifPresent(table -> scene.report(
                                detach.span(),
                                "%s is distributed: %s cannot be detached concurrently",
                                table.name(),
                                detach.partition())));
    }
}
