package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A reference table is changed after a read of many shards in one transaction. */
final class ReferenceAfterParallel implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT311",
                Severity.WARNING,
                "A reference table is changed after a read of many shards in one transaction",
                "SET LOCAL citus.multi_shard_modify_mode = 'sequential' at the start");
    }

    @Override
    public void check(Scene scene) {
        QualifiedName target = switch (scene.statement()) {
            case Statement.Update update -> update.target().name();
            case Statement.Delete delete -> delete.target().name();
            case Statement.Insert insert -> insert.target().name();
            case Statement.AlterTable alter -> alter.name();
            default -> null;
        };
        // Citus minds only where a foreign key leads to it: what was read may have looked through that.
        if (target == null
                || scene.table(target)
                        .filter(table -> table.placement() == Placement.REFERENCE
                                && !scene.known().referrers(table.name()).isEmpty())
                        .isEmpty()) {
            return;
        }
        var transaction = scene.earlierInTransaction();
        if (!sequential(scene, transaction) && transaction.stream().anyMatch(ReferenceAfterParallel::parallel)) {
            scene.report(target.span(), "%s is a reference table, and this transaction has read many shards", target);
        }
    }

    private static boolean sequential(Scene scene, List<Step> transaction) {
        return Stream.concat(
                        transaction.stream().map(Step::statement),
                        scene.earlier().stream().filter(ReferenceAfterParallel::lasts))
                .anyMatch(statement -> statement instanceof Statement.SetParameter set
                        && set.name().equals("citus.multi_shard_modify_mode")
                        && set.value().contains("sequential"));
    }

    private static boolean lasts(Statement statement) {
        return statement instanceof Statement.SetParameter set && !set.local();
    }

    private static boolean parallel(Step step) {
        return Query.of(step.statement(), step.variables()).stream()
                .anyMatch(query -> query.relations().stream()
                        .anyMatch(relation -> step.before()
                                .table(relation.name())
                                .filter(table -> table.distributed()
                                        && !query.pins(
                                                relation.alias(),
                                                Objects.requireNonNullElse(table.distributionColumn(), "")))
                                .isPresent()));
    }
}
