package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

/** Rows are picked by ctid. */
final class CtidBatch implements Rule {

    @Override
    public Card card() {
        return new Card("CIT303", Severity.ERROR, "Rows are picked by ctid", "Batches by (tenant, primary key)");
    }

    @Override
    public void check(Scene scene) {
        QualifiedName target = switch (scene.statement()) {
            case Statement.Update update -> update.target().name();
            case Statement.Delete delete -> delete.target().name();
            default -> null;
        };
        if (target != null && scene.mayBeDistributed(target)) {
            scene.statement().tokens().stream()
                    .filter(token -> token.isName() && token.value().equals("ctid"))
                    .findFirst()
                    .ifPresent(token -> scene.report(token, "rows of %s are picked by ctid", target));
        }
    }
}
