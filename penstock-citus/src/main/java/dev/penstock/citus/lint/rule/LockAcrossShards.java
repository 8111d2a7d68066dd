package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Query;

/** FOR UPDATE without the tenant. */
final class LockAcrossShards implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT305",
                Severity.ERROR,
                "FOR UPDATE without the tenant",
                "Compare the distribution column with one value");
    }

    @Override
    public void check(Scene scene) {
        for (Query query : scene.queries()) {
            if (query.lock()) {
                query.relations().stream()
                        .filter(relation -> !relation.function())
                        .forEach(relation -> scene.distributionColumn(relation.name())
                                .filter(column -> !query.pins(relation.alias(), column)
                                        && !linked(scene, query, relation, column))
                                .ifPresent(column -> scene.report(
                                        relation.name().span(),
                                        "rows of %s are locked without %s = a value",
                                        relation.name(),
                                        column)));
            }
        }
    }

    private static boolean linked(Scene scene, Query query, Query.Relation relation, String column) {
        return query.relations().stream()
                .anyMatch(other -> !other.equals(relation)
                        && scene.distributionColumn(other.name())
                                .filter(theirs -> query.pins(other.alias(), theirs)
                                        && query.joins(relation.alias(), column, other.alias(), theirs))
                                .isPresent());
    }
}
