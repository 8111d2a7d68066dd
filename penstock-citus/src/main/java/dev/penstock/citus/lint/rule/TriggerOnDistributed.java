package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** A trigger or rule on a distributed or reference table. */
final class TriggerOnDistributed implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT213",
                Severity.ERROR,
                "A trigger or rule on a distributed or reference table",
                "Let the application do it, or an outbox in the same transaction of the tenant");
    }

    @Override
    public void check(Scene scene) {
        QualifiedName on = switch (scene.statement()) {
            case Statement.CreateTrigger trigger -> trigger.table();
            case Statement.CreateRule rule -> rule.table();
            case Statement.Drop drop when drop.kind().equals("trigger") -> drop.on();
            case Statement.AlterTable alter
            when alter.actions().stream().anyMatch(TableAction.SwitchTrigger.class::isInstance) -> alter.name();
            default -> null;
        };
        if (on != null) {
            scene.table(on)
                    .filter(table -> !table.placement().local())
                    .ifPresent(table -> scene.report(
                            scene.statement().tokens(),
                            "%s is %s",
                            table.name(),
                            table.placement() == Placement.REFERENCE ? "a reference table" : "distributed"));
        }
    }
}
