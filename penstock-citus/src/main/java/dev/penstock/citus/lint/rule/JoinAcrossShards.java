package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.lint.known.Table;

/** Distributed tables are joined without their distribution columns. */
final class JoinAcrossShards implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT306",
                Severity.ERROR,
                "Distributed tables are joined without their distribution columns",
                "Add the tenant to the join");
    }

    @Override
    public void check(Scene scene) {
        for (Query query : scene.queries()) {
            var distributed = query.relations().stream()
                    .filter(relation -> !relation.function()
                            && scene.table(relation.name())
                                    .filter(Table::distributed)
                                    .isPresent())
                    .toList();
            for (int i = 1; i < distributed.size(); i++) {
                var mine = distributed.get(i);
                String column = scene.distributionColumn(mine.name()).orElse("");
                boolean linked = distributed.stream()
                        .anyMatch(other -> !other.equals(mine)
                                && query.joins(
                                        mine.alias(),
                                        column,
                                        other.alias(),
                                        scene.distributionColumn(other.name()).orElse("")));
                if (!linked) {
                    scene.report(
                            mine.name().span(),
                            "%s is joined with %s without %s",
                            mine.name(),
                            distributed.getFirst().name(),
                            column);
                }
            }
        }
    }
}
