package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Constraint;

/** ADD UNIQUE or PRIMARY KEY builds its index under lock. */
final class KeyBuiltUnderLock implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT110",
                Severity.ERROR,
                "ADD UNIQUE or PRIMARY KEY builds its index under lock",
                "CREATE UNIQUE INDEX CONCURRENTLY before distributing, then ADD … USING INDEX");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.Unique.class)) {
            if (!added.created() && added.constraint().usingIndex() == null && !scene.isNew(added.table())) {
                scene.report(
                        added.constraint().span(), "the key of %s is built under an exclusive lock", added.table());
            }
        }
    }
}
