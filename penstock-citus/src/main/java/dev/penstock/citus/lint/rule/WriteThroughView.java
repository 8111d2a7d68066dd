package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import java.util.Set;

/** A view over a distributed table is written to. */
final class WriteThroughView implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT215", Severity.WARNING, "A view over a distributed table is written to", "Write to the table");
    }

    @Override
    public void check(Scene scene) {
        QualifiedName target = switch (scene.statement()) {
            case Statement.Update update -> update.target().name();
            case Statement.Delete delete -> delete.target().name();
            case Statement.Insert insert -> insert.target().name();
            default -> null;
        };
        if (target != null) {
            scene.known().view(target).stream()
                    .flatMap(Set::stream)
                    .flatMap(name -> scene.known().table(name).stream())
                    .filter(table -> !table.placement().local())
                    .findFirst()
                    .ifPresent(table -> scene.report(
                            target.span(), "view %s reads %s, which is distributed", target, table.name()));
        }
    }
}
