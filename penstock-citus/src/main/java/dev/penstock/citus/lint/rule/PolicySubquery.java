package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;

/** A row security policy with a subquery. */
final class PolicySubquery implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT214", Severity.ERROR, "A row security policy with a subquery", "Compare with current_setting(…)");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Policy policy
                && policy.expressions().contain("select")
                && (scene.mayBeDistributed(policy.table()) || scene.isNew(policy.table()))) {
            scene.report(policy.tokens(), "policy %s on %s asks another table", policy.name(), policy.table());
        }
    }
}
