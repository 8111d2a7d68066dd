package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Tokens;

/** The tenant is compared in a way that reaches every shard. */
final class NoPruning implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT307",
                Severity.WARNING,
                "The tenant is compared in a way that reaches every shard",
                "Compare the bare column with a constant or parameter of its own type");
    }

    @Override
    public void check(Scene scene) {
        for (Query query : scene.queries()) {
            for (Query.Relation relation : query.relations()) {
                scene.distributionColumn(relation.name())
                        .filter(column -> !query.pins(relation.alias(), column))
                        .ifPresent(column -> {
                            for (Tokens condition : query.conditions()) {
                                int equals = Query.equality(condition);
                                if (equals > 0
                                        && (hides(
                                                        condition.slice(0, equals),
                                                        condition.from(equals + 1),
                                                        relation.alias(),
                                                        column)
                                                || hides(
                                                        condition.from(equals + 1),
                                                        condition.slice(0, equals),
                                                        relation.alias(),
                                                        column))) {
                                    scene.report(
                                            condition,
                                            "%s of %s is compared in a way that reaches every shard",
                                            column,
                                            relation.name());
                                }
                            }
                        });
            }
        }
    }

    private static boolean hides(Tokens side, Tokens other, String alias, String column) {
        boolean bare = Query.isColumn(side, alias, column);
        if (bare) {
            return other.bare().startsWith("select");
        }
        boolean cast = !side.isEmpty() && side.stream().anyMatch(token -> token.isSymbol("::"));
        boolean call = !Call.in(side).isEmpty();
        return (cast || call) && side.name(column) && !side.contain("select");
    }
}
