package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Statement;

/** INSERT … SELECT that is pulled to the coordinator. */
final class InsertPulled implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT308",
                Severity.WARNING,
                "INSERT … SELECT that is pulled to the coordinator",
                "Join unnest to the table of the tenant, or use VALUES per tenant, or COPY");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Insert insert
                && scene.mayBeDistributed(insert.target().name())) {
            for (Query query : scene.queries()) {
                boolean arrays = query.relations().size() == 1
                        && query.relations().getFirst().function()
                        && query.relations().getFirst().name().name().equals("unnest");
                if (arrays) {
                    scene.report(
                            insert.source(),
                            "the rows for %s come from unnest alone",
                            insert.target().name());
                }
                query.relations().stream()
                        .flatMap(relation -> scene.table(relation.name()).stream())
                        .filter(table -> table.placement() == Placement.PLAIN
                                && scene.table(insert.target().name())
                                        .filter(Table::distributed)
                                        .isPresent())
                        .forEach(table -> scene.report(
                                insert.source(),
                                "the rows for %s come from the local table %s",
                                insert.target().name(),
                                table.name()));
            }
        }
    }
}
