package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;

/** TRUNCATE … CASCADE or RESTART IDENTITY. */
final class TruncateWidely implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT216",
                Severity.WARNING,
                "TRUNCATE … CASCADE or RESTART IDENTITY",
                "List the tables; set sequences with setval");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Truncate truncate
                && (truncate.cascade() || truncate.restartIdentity())) {
            scene.report(
                    truncate.tokens(),
                    "TRUNCATE of %s says %s",
                    truncate.names().getFirst(),
                    truncate.cascade() ? "CASCADE" : "RESTART IDENTITY");
        }
    }
}
