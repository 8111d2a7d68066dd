package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

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
        boolean reference = target != null
                && scene.table(target)
                        .filter(table -> table.placement() == Placement.REFERENCE)
                        .isPresent();
        if (!reference || !scene.inTransaction() || target == null) {
            return;
        }
        boolean parallel = false;
        for (Statement each : scene.earlier()) {
            if (each instanceof Statement.SetParameter set
                    && set.name().equals("citus.multi_shard_modify_mode")
                    && set.value().contains("sequential")) {
                return;
            }
            parallel |= Query.of(each).stream()
                    .anyMatch(query -> query.relations().stream()
                            .anyMatch(relation -> scene.table(relation.name())
                                            .filter(Table::distributed)
                                            .isPresent()
                                    && !query.pins(
                                            relation.alias(),
                                            scene.distributionColumn(relation.name())
                                                    .orElse(""))));
        }
        if (parallel) {
            scene.report(target.span(), "%s is a reference table, and this transaction has read many shards", target);
        }
    }
}
