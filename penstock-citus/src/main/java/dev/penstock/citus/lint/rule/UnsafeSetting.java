package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import java.util.Set;

/** A setting switches off a protection of Citus. */
final class UnsafeSetting implements Rule {

    private static final Set<String> UNSAFE = Set.of(
            "citus.allow_unsafe_constraints", "citus.enable_unsafe_triggers", "citus.skip_constraint_validation");

    @Override
    public Card card() {
        return new Card(
                "CIT115",
                Severity.ERROR,
                "A setting switches off a protection of Citus",
                "Do without, or allow it with the reason why it is sound here");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.SetParameter set
                && UNSAFE.contains(set.name())
                && set.value().stream().noneMatch(value -> value.matches("off|false|default|0|no"))
                && !set.value().isEmpty()) {
            scene.report(set.tokens(), "%s is switched on", set.name());
        }
        for (Call call : scene.calls("set_config")) {
            Scene.text(call, "setting_name", 0)
                    .filter(UNSAFE::contains)
                    .ifPresent(name -> scene.report(call.span(), "%s is switched on", name));
        }
    }
}
