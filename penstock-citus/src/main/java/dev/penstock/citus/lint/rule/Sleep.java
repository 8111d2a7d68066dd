package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;

/** The migration sleeps. */
final class Sleep implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT310",
                Severity.WARNING,
                "The migration sleeps",
                "Remove it; look at pg_prepared_xacts on the workers if a commit is in doubt");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls("pg_sleep", "pg_sleep_for", "pg_sleep_until")) {
            scene.report(call.span(), "%s waits for nothing", call.function());
        }
    }
}
