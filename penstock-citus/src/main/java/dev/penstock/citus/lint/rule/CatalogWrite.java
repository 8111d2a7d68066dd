package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

/** A system catalog is changed by hand. */
final class CatalogWrite implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT207",
                Severity.ERROR,
                "A system catalog is changed by hand",
                "Use the statement or function that exists for it");
    }

    @Override
    public void check(Scene scene) {
        QualifiedName target = switch (scene.statement()) {
            case Statement.Update update -> update.target().name();
            case Statement.Delete delete -> delete.target().name();
            case Statement.Insert insert -> insert.target().name();
            case Statement.Merge merge -> merge.target().name();
            default -> null;
        };
        if (target != null
                && (target.name().startsWith("pg_")
                        || "pg_catalog".equals(target.schema())
                        || "information_schema".equals(target.schema()))) {
            scene.report(target.span(), "%s is changed by hand", target);
        }
    }
}
