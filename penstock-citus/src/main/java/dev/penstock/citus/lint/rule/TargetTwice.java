package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;

/** UPDATE … FROM names its target again. */
final class TargetTwice implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT313",
                Severity.WARNING,
                "UPDATE … FROM names its target again",
                "Name the target once, with an alias, and join the others to it");
    }

    @Override
    public void check(Scene scene) {
        // Who gives the target an alias of its own means to join the table with itself.
        if (scene.statement() instanceof Statement.Update update
                && update.target().alias().equals(update.target().name().name())) {
            var target = scene.known().resolve(update.target().name());
            scene.queries().stream()
                    .flatMap(query -> query.relations().stream().skip(1))
                    .filter(relation -> !relation.function()
                            && scene.known().resolve(relation.name()).equals(target))
                    .forEach(relation -> scene.report(
                            relation.name().span(), "%s is the target and named again in FROM", relation.name()));
        }
    }
}
