package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** A CHECK is left NOT VALID. */
final class CheckLeftNotValid implements Rule {

    @Override
    public Card card() {
        return new Card("CIT108", Severity.ERROR, "A CHECK is left NOT VALID", "Clean the rows and VALIDATE");
    }

    @Override
    public void check(Scene scene) {
        for (var added : scene.constraints(Constraint.Check.class)) {
            String name = added.constraint().name();
            boolean validated = scene.later().stream()
                    .anyMatch(later -> later instanceof Statement.AlterTable alter
                            && alter.actions().stream()
                                    .anyMatch(action -> (action instanceof TableAction.ValidateConstraint validate
                                                    && validate.name().equals(name))
                                            || (action instanceof TableAction.DropConstraint drop
                                                    && drop.name().equals(name))));
            if (added.constraint().notValid() && !validated && scene.mayBeDistributed(added.table())) {
                scene.report(
                        added.constraint().span(),
                        "check %s on %s is not validated in this migration",
                        name,
                        added.table());
            }
        }
        for (Call call : scene.calls("isolate_tenant_to_new_shard", "undistribute_table", "alter_distributed_table")) {
            Scene.tableOf(call)
                    .flatMap(scene::table)
                    .ifPresent(table -> table.checks().stream()
                            .filter(check -> !check.validated())
                            .forEach(check -> scene.report(
                                    call.span(), "check %s of %s is NOT VALID", check.name(), table.name())));
        }
    }
}
